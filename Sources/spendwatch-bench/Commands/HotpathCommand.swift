import ArgumentParser
import Reading
import SpendCore
import SpendTesting

/// `hotpath`: a small fixed input through decoding and applying twice. Made to be run under
/// callgrind, which counts within `counted` only: the second time, when every combination of
/// values is known, and what a line costs is what it costs for good. The difference of two runs
/// with different `--lines` is the hot path alone.
struct HotpathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hotpath",
    abstract: "Read a fixed input once; to be run under callgrind (see .ci/hotpath).")

  enum Way: String, CaseIterable, ExpressibleByArgument {
    /// Decoding and the engine with 50 budgets.
    case apply
    /// Decoding and adding up for a report.
    case report
    /// The whole way of the daemon, from a file: tailing, decoding on one thread, the engine.
    case read
  }

  @Option(help: "apply, report or read.") var way = Way.apply
  @Option(help: "Lines to read.") var lines = 4000
  @Option(help: "Lines to make; at least as many as are read.") var of = 8000

  func run() throws {
    var shape = SampleLog.Shape()
    // All within one minute, so that no event of the second pass is late.
    shape.maxStepMicroseconds = 1000
    var log = SampleLog(seed: 1, shape: shape)
    let first = log.lines(min(lines, of))
    let all = first + log.lines(max(0, of - lines))
    guard !first.isEmpty else { return }
    let padded = all + [UInt8](repeating: 0, count: 64)
    let events = try unsafe padded.withUnsafeBytes { buffer in
      let passes = unsafe [all.count, first.count].map {
        unsafe UnsafeRawBufferPointer(rebasing: buffer[..<$0])
      }
      return switch way {
      case .apply: try unsafe Self.apply(passes)
      case .report: unsafe Self.report(passes)
      case .read: try unsafe Self.read(passes)
      }
    }
    Console.out("bytes \(first.count) events \(events)")
  }

  /// What callgrind counts. Start-up is outside: whether its large tables are cleared by the
  /// kernel or by the process depends on where memory happens to lie, and came to a twentieth of
  /// all that is measured.
  @inline(never)
  private static func counted(_ body: () -> Void) { body() }

  /// Calls `body` with the bytes cut as the daemon's reads are, roughly.
  private static func cut(
    _ passes: [UnsafeRawBufferPointer], _ body: (UnsafeRawBufferPointer) -> Int
  ) {
    func read(_ bytes: UnsafeRawBufferPointer) {
      var offset = 0
      while offset < bytes.count {
        let end = min(bytes.count, offset + (256 << 10))
        let used = unsafe body(UnsafeRawBufferPointer(rebasing: bytes[offset..<end]))
        guard used > 0 else { return }
        offset += used
      }
    }
    unsafe read(passes[0])
    counted { unsafe read(passes[1]) }
  }

  private static let now = Timestamp(seconds: 1_800_000_000)

  private static func apply(_ passes: [UnsafeRawBufferPointer]) throws -> Int {
    var engine = try engine()
    var decoder = LineDecoder(
      settings: source("/log"), dimensions: engine.catalog.dimensions)
    var lines = LineBatch()
    var effects: [Effect] = []
    lines.reserveCapacity(2048)
    unsafe cut(passes) { part in
      lines.removeAll()
      unsafe decoder.decode(part, now: now, catalog: &engine.catalog, into: &lines)
      engine.step(.lines(lines[...], source: 0), at: now, into: &effects)
      return lines.last?.end ?? 0
    }
    return Int(engine.view(at: now).totals.events)
  }

  private static func source(_ path: String) -> SourceSettings {
    SourceSettings(origin: .file(pattern: path, rotated: []))
  }

  private static func engine() throws -> Engine {
    let budgets = (0..<50).map { index in
      Budget(
        name: "budget \(index)",
        match: Match([.init(dimension: Dimension.feature, patterns: [Glob("*_\(index)")])]),
        daily: Money(nano: 1_000_000_000_000_000), monthly: Money(nano: 10_000_000_000_000_000))
    }
    let configuration = Configuration(sources: [source("/log")], budgets: budgets)
    return try Engine(
      configuration: configuration, state: StoredState(), now: now, hostName: "host",
      digest: EngineHarness.digest)
  }

  private static func read(_ passes: [UnsafeRawBufferPointer]) throws -> Int {
    var engine = try engine()
    var effects: [Effect] = []
    let scratch = try Scratch()
    for number in unsafe passes.indices {
      let bytes = unsafe passes[number]
      let path = scratch("\(number).jsonl")
      try unsafe Bytes.write(String(decoding: bytes, as: UTF8.self), to: path)
      var options = SourceReader.Options()
      options.readsAhead = false
      var reader = try SourceReader(
        sources: [source(path)], dimensions: engine.catalog.dimensions, options: options)
      let moment = Moment(now: now, monotonicSeconds: 0)
      reader.beginWithoutState(at: moment)
      func readAll() {
        while let batch = reader.nextBatch(at: moment, catalog: &engine.catalog) {
          engine.step(.lines(batch.lines, source: 0), at: now, into: &effects)
          reader.applied(batch)
        }
      }
      if number == 0 { readAll() } else { counted(readAll) }
    }
    return Int(engine.view(at: now).totals.events)
  }

  private static func report(_ passes: [UnsafeRawBufferPointer]) -> Int {
    let query = ReportQuery(period: .day)
    var catalog = Catalog(dimensions: query.trackedDimensions)
    var decoder = LineDecoder(
      settings: source("/log"),
      dimensions: query.trackedDimensions, clampsFuture: false)
    var tally = ReportTally(query: query, dimensions: query.trackedDimensions)
    var lines = LineBatch()
    lines.reserveCapacity(2048)
    unsafe cut(passes) { part in
      lines.removeAll()
      unsafe decoder.decode(part, now: now, catalog: &catalog, into: &lines)
      tally.add(lines[...], catalog: catalog)
      return lines.last?.end ?? 0
    }
    return Int(ReportTable(tally.part(catalog: catalog), query: query).totals.calls)
  }
}
