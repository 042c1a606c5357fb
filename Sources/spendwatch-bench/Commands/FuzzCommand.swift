import ArgumentParser
import SpendCore
import SpendTesting

/// `fuzz`: the decoder against the obvious one, over mutated lines, for as long as told. Costs are
/// compared as exact decimals. A disagreement, or a line that costs more than its length, prints
/// seed and line and ends with 1.
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Compare the decoder with its oracle over mutated lines.")

  @Option(help: "How long.") var seconds: Double = 60
  @Option(help: "First seed; by default another one every time.") var seed: UInt64?

  private static let now = Timestamp(seconds: 1_780_000_000)
  private static let dimensions =
    Dimension.history + [
      "cached", "customer_tier", "latency_ms", "service_tier", "session_id", "user_id",
    ]
  private static let linesPerSeed = 2000

  func run() throws {
    let first = seed ?? UInt64.random(in: 1...1_000_000_000)
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .milliseconds(Int64(seconds * 1000)))
    var next = first
    var count = 0
    repeat {
      for settings in Self.settings {
        if let difference = Self.difference(seed: next, settings) {
          Console.out("seed \(next), format \(settings.format.rawValue): \(difference)")
          throw ExitCode(1)
        }
        count += Self.linesPerSeed
      }
      next += 1
    } while clock.now < end
    Console.out("\(count) mutated lines, seeds \(first) to \(next - 1): decoder and oracle agree")
  }

  private static var settings: [SourceSettings] {
    LineFormat.allCases.map {
      SourceSettings(origin: .file(pattern: "/log", rotated: []), format: $0)
    } + [withPaths]
  }

  private static var withPaths: SourceSettings {
    var settings = SourceSettings(origin: .file(pattern: "/log", rotated: []))
    settings.fields = [
      "cost_usd": ["usage.cost", "cost"], "feature_name": ["metadata.feature"],
      "timestamp": ["metadata.time"], "input_tokens": ["usage.input"],
      "event_id": ["metadata.id", "request_type"],
    ]
    settings.duplicates = .on
    settings.labels = ["environment": "production", "feature_name": "labelled"]
    settings.naiveZone = TimeZoneRules(
      name: "Test", initialOffsetSeconds: 3600,
      transitions: [
        .init(at: 1_774_746_000, offsetSeconds: 7200),
        .init(at: 1_792_890_000, offsetSeconds: 3600),
      ])
    settings.maxLineBytes = 330
    return settings
  }

  private static let seedLines: [[UInt8]] = {
    var lines: [[UInt8]] = []
    for spelling in [SampleLog.Spelling.compact, .spaced, .pythonRepr] {
      for order in [SampleLog.KeyOrder.fixed, .fresh] {
        var shape = SampleLog.Shape()
        shape.spelling = spelling
        shape.keyOrder = order
        var log = SampleLog(seed: 7, shape: shape)
        lines += log.lines(4).split(separator: 10).map { Array($0) }
      }
    }
    return lines
  }()

  /// The lines of a log as it mostly is: all alike.
  private static let alikeLines: [[UInt8]] = {
    var log = SampleLog(seed: 7)
    return log.lines(12).split(separator: 10).map { Array($0) }
  }()

  private static func difference(seed: UInt64, _ settings: SourceSettings) -> String? {
    // The last are the lines of one kind, as a log mostly has them.
    let kind = FormatSeeds.lines[Int(seed / 5) % FormatSeeds.lines.count]
    let seeds = [alikeLines, seedLines, FormatSeeds.lines, seedLines + FormatSeeds.lines, [kind]][
      Int(seed % 5)]
    var mutator = LineMutator(seed: seed, seeds: seeds)
    let oracle = OracleDecoder(settings: settings, dimensions: dimensions, now: now)
    var catalog = Catalog(dimensions: dimensions)
    var decoder = LineDecoder(settings: settings, dimensions: dimensions)
    for _ in 0..<(linesPerSeed / 8) {
      var bytes: [UInt8] = []
      for _ in 0..<8 { bytes += mutator.next() + [10] }
      let expected = oracle.decode(bytes)
      let count = bytes.count
      bytes += [UInt8](repeating: 0x22, count: 64)
      var lines = LineBatch()
      decoder.parts.restore([])
      let before = decoder.scannedValues
      _ = unsafe bytes.withUnsafeBytes { whole in
        unsafe decoder.decode(
          UnsafeRawBufferPointer(rebasing: whole[..<count]), now: now, catalog: &catalog,
          into: &lines)
      }
      var found: [OracleLine] = []
      for index in lines.indices { found.append(OracleLine(lines.decoded(at: index), catalog)) }
      // No value is scanned more often than there are ways to read its line, and levels in a path.
      let scanned = decoder.scannedValues - before
      guard scanned <= 4 * count else {
        return
          "\(String(decoding: bytes[..<count], as: UTF8.self))\n\(scanned) values scanned in \(count) bytes"
      }
      guard found == expected else {
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        guard let pair = zip(found, expected).first(where: { $0 != $1 }) else { return text }
        let line = bytes[max(0, pair.1.end - pair.1.length - 1)..<pair.1.end]
        return "\(String(decoding: line, as: UTF8.self))\n\(pair.0)\n\(pair.1)\nin \(text)"
      }
    }
    return nil
  }
}
