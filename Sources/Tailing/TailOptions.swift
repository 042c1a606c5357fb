/// Times and limits of tailing. Seconds.
package struct TailOptions: Sendable {
  /// How long a rotated file must be quiet before it is sealed.
  package var sealQuietSeconds: Double
  /// A run that ends by itself: rotated files are sealed by the age of their last write alone.
  package var isOnce: Bool
  /// How often every path is looked at, and every directory.
  package var lookSeconds: Double
  package var inventorySeconds: Double
  /// How long a generation without a file is remembered.
  package var rememberSeconds: Int64
  /// Bytes read at a time.
  package var window: Int
  /// How much of a new archive is decompressed at a time to see whether it is whole, in bytes of
  /// gzip: some hundredths of a second.
  package var archiveBytesPerLook = 16 << 20

  package init(
    sealQuietSeconds: Double = 30, isOnce: Bool = false, lookSeconds: Double = 5,
    inventorySeconds: Double = 30, rememberSeconds: Int64 = 7 * 86_400, window: Int = 1 << 20
  ) {
    self.sealQuietSeconds = sealQuietSeconds
    self.isOnce = isOnce
    self.lookSeconds = lookSeconds
    self.inventorySeconds = inventorySeconds
    self.rememberSeconds = rememberSeconds
    self.window = window
  }
}
