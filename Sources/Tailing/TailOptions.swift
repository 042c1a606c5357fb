/// Times and limits of tailing. Seconds.
package struct TailOptions: Sendable {
  /// How long a rotated file must be quiet before it is sealed.
  package var sealQuietSeconds: Double
  /// A run that ends by itself: rotated files are sealed by the age of their last write alone.
  package var isOnce: Bool
  /// How often every path is looked at, and every directory.
  package var lookSeconds: Double
  package var inventorySeconds: Double
  /// How long a file must be quiet, with nobody who has it open for writing, to be closed.
  package var restSeconds: Double
  /// How long a generation without a file is remembered.
  package var rememberSeconds: Int64
  /// How many of them of one path: a log that is edited every minute leaves one each time, and a
  /// file that is new is compared with all of them.
  package var remembered = 1000
  /// Bytes read at a time.
  package var window: Int
  /// How much of a new archive is decompressed at a time to see whether it is whole, in bytes of
  /// gzip: some hundredths of a second.
  package var archiveBytesPerLook = 16 << 20
  /// How much is read at a time of files that are compared with what was consumed: some hundredths
  /// of a second.
  package var comparedBytesPerLook = 64 << 20
  /// The most descriptors that files may have at a time: a matter of speed, not of how many files
  /// there are.
  package var openFiles: Int

  package init(
    sealQuietSeconds: Double = 30, isOnce: Bool = false, lookSeconds: Double = 5,
    inventorySeconds: Double = 30,
    restSeconds: Double = 600, rememberSeconds: Int64 = 7 * 86_400, window: Int = 1 << 20,
    openFiles: Int = 512
  ) {
    self.sealQuietSeconds = sealQuietSeconds
    self.isOnce = isOnce
    self.lookSeconds = lookSeconds
    self.inventorySeconds = inventorySeconds
    self.restSeconds = restSeconds
    self.rememberSeconds = rememberSeconds
    self.window = window
    self.openFiles = openFiles
  }
}
