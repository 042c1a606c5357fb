import SpendCore
import SpendTesting

/// Runs a decoder over bytes the way its contract asks for: with readable bytes after them,
/// whatever they hold.
enum Decoding {
  static let now = Timestamp(seconds: 1_780_000_000)

  static func settings(_ format: LineFormat = .auto) -> SourceSettings {
    SourceSettings(origin: .file(pattern: "/log", rotated: []), format: format)
  }

  /// The bytes after the end that nobody may take for part of a line.
  private static let hostilePadding = Array("9\"}}]'0123456789,\"cost_usd\":5}\n".utf8)

  /// Decodes with a decoder and catalog that live on.
  static func decode(
    _ bytes: [UInt8], _ decoder: inout LineDecoder, _ catalog: inout Catalog,
    now: Timestamp = now, isSealed: Bool = false
  ) -> [OracleLine] {
    var padded = bytes
    while padded.count < bytes.count + 64 { padded += hostilePadding }
    // The oracle begins anew with each call.
    decoder.parts.restore([])
    var lines = LineBatch()
    padded.withUnsafeBytes { buffer in
      _ = decoder.decode(
        UnsafeRawBufferPointer(rebasing: buffer[..<bytes.count]), now: now, catalog: &catalog,
        into: &lines, isSealed: isSealed)
    }
    var result: [OracleLine] = []
    for place in lines.indices { result.append(OracleLine(lines.decoded(at: place), catalog)) }
    return result
  }

  /// Decodes with a decoder of its own.
  static func decode(
    _ bytes: [UInt8], _ settings: SourceSettings = settings(),
    dimensions: [String] = Dimension.history, clampsFuture: Bool = true, isSealed: Bool = false
  ) -> [OracleLine] {
    var catalog = Catalog(dimensions: dimensions)
    var decoder = LineDecoder(
      settings: settings, dimensions: dimensions, clampsFuture: clampsFuture)
    return decode(bytes, &decoder, &catalog, isSealed: isSealed)
  }
}
