import Glibc
import SpendCore
import SpendTesting
import Tailing
import Testing

@testable import Reading

/// Two threads find what one finds.
@Suite struct BacklogDecoderTests {
  /// A line with the values of its series spelled out, because numbers may be
  /// given in another order.
  private struct Found: Equatable {
    var line: String
    var values: [String] = []

    init(_ line: DecodedLine, _ catalog: borrowing Catalog) {
      if line.outcome == .event {
        for index in catalog.dimensions.indices {
          values.append(catalog.text(catalog.symbol(of: line.series, dimension: index)))
        }
      }
      var line = line
      line.series = 0
      self.line = "\(line)"
    }
  }

  private static let dimensions = Dimension.history + [Dimension.user]
  private static let now = Timestamp(seconds: 1_780_000_000)

  private static func settings(_ label: String) -> SourceSettings {
    var settings = SourceSettings(origin: .file(pattern: "/\(label)", rotated: []))
    settings.labels = [Dimension.environment: label]
    return settings
  }

  /// Whole lines of every kind, longer than some windows.
  private static func log(seed: UInt64, bytes: Int = 3 << 20) -> [UInt8] {
    var shape = SampleLog.Shape()
    shape.brokenPerThousand = 50
    shape.keyOrder = .shuffled(orders: 3)
    var log = SampleLog(seed: seed, shape: shape)
    return log.bytes(atLeast: bytes)
  }

  /// A file of these bytes, read by a tailer.
  private static func withTailer(
    of bytes: [UInt8], window: Int, _ body: (inout Tailer) throws -> Void
  ) throws {
    var template = Array("/tmp/backlog-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { unlink(path) }
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
    let settings = SourceSettings(origin: .file(pattern: path, rotated: []))
    var tailer = try Tailer(sources: [settings], options: TailOptions(window: window))
    for _ in 0..<2 {
      tailer.reconcile(now: now, monotonicSeconds: 1)
      _ = tailer.changes()
      tailer.committed()
    }
    try body(&tailer)
  }

  /// The lines of a file with the help of another thread. How many chunks were made
  /// of what it had read.
  ///
  /// - Parameter before: called with the number of chunks so far, before the next one is asked for.
  private static func decode(
    _ bytes: [UInt8], window: Int, with helper: BacklogDecoder, _ catalog: inout Catalog,
    into lines: inout LineBatch, before: (Int, inout Catalog) -> Void
  ) throws -> (chunks: Int, ahead: Int) {
    let settings = settings("a")
    var counts = (chunks: 0, ahead: 0)
    var decoder = LineDecoder(settings: settings, dimensions: dimensions)
    try withTailer(of: bytes, window: window) { tailer in
      while true {
        before(counts.chunks, &catalog)
        let decoded = helper.next(catalog: &catalog)
        if let decoded { tailer.adopt(decoded.ahead, source: 0) }
        guard let chunk = tailer.nextChunk(source: 0) else { return }
        counts.chunks += 1
        var start = 0
        if let decoded, decoded.ahead.isSource(of: chunk) {
          counts.ahead += 1
          lines.append(decoded.lines[...])
          start = decoded.byteCount
        } else if decoded != nil {
          helper.drop(catalog: &catalog)
        }
        decoder.decode(chunk.bytes, from: start, now: now, catalog: &catalog, into: &lines)
        if helper.source == nil, let ahead = tailer.readAhead(source: 0) {
          helper.begin(ahead, source: 0, settings, now: now)
        }
        while helper.wantsMore {
          helper.proceed(into: tailer.takeSpareBuffer(source: 0), now: now)
        }
        tailer.consume(source: 0, bytes: chunk.byteCount)
      }
    }
    return counts
  }

  /// As ``Found``, with places counted from the start of each chunk left out.
  private static func found(_ lines: LineBatch, _ catalog: borrowing Catalog) -> [Found] {
    var all: [Found] = []
    for place in lines.indices {
      var line = lines.decoded(at: place)
      line.end = 0
      all.append(Found(line, catalog))
    }
    return all
  }

  /// What the thread does meanwhile.
  enum Meanwhile: CaseIterable {
    case asItComes
    /// Hands over what it has at once.
    case inHaste
    /// Is told every now and then that what it has read is of no use.
    case dropped
  }

  @Test(
    "The lines of two threads are those of one", arguments: 1...3 as ClosedRange<UInt64>,
    Meanwhile.allCases)
  func agrees(seed: UInt64, meanwhile: Meanwhile) throws {
    print("seed \(seed)")
    let bytes = Self.log(seed: seed)
    var expected = LineBatch()
    var plain = Catalog(dimensions: Self.dimensions)
    var decoder = LineDecoder(settings: Self.settings("a"), dimensions: Self.dimensions)
    let padded = bytes + [UInt8](repeating: UInt8(ascii: "{"), count: 64)
    _ = padded.withUnsafeBytes { memory in
      decoder.decode(
        UnsafeRawBufferPointer(rebasing: memory[..<bytes.count]), now: Self.now, catalog: &plain,
        into: &expected)
    }
    var found = LineBatch()
    var shared = Catalog(dimensions: Self.dimensions)
    let helper = try #require(BacklogDecoder(dimensions: Self.dimensions, processors: 2))
    let counts = try Self.decode(
      bytes, window: 300_000, with: helper, &shared, into: &found
    ) { chunks, catalog in
      switch meanwhile {
      case .asItComes: break
      case .inHaste: helper.expectNext()
      case .dropped: if chunks % 3 == 2 { helper.drop(catalog: &catalog) }
      }
    }
    let expectedAhead =
      meanwhile == .dropped
      ? (counts.chunks + 1) / 3..<counts.chunks : counts.chunks - 1..<counts.chunks
    #expect(expectedAhead.contains(counts.ahead) && counts.ahead > 3)
    #expect(expected.count == found.count)
    let pairs = zip(Self.found(expected, plain), Self.found(found, shared))
    if let (one, two) = pairs.first(where: { $0 != $1 }) {
      Issue.record("seed \(seed): \(two), not \(one)")
    }
  }

  @Test("What the thread cannot tell apart any more is decoded elsewhere")
  func full() throws {
    #expect(BacklogDecoder(dimensions: Self.dimensions, processors: 1) == nil)
    let bytes = Self.log(seed: 5, bytes: 300 << 10)
    let helper = try #require(
      BacklogDecoder(dimensions: Self.dimensions, processors: 2, limit: 350))
    try Self.withTailer(of: bytes, window: 64 << 10) { tailer in
      var isFull: [Bool] = []
      var catalog = Catalog(dimensions: Self.dimensions)
      while let chunk = tailer.nextChunk(source: 0), let ahead = tailer.readAhead(source: 0) {
        helper.begin(ahead, source: 0, Self.settings("a"), now: Self.now)
        tailer.consume(source: 0, bytes: chunk.byteCount)
        // From the next call on it decodes nothing more of this window.
        usleep(50_000)
        let next = helper.next(catalog: &catalog)
        let decoded = try #require(next)
        isFull.append(decoded.isFull)
        if decoded.isFull { #expect(decoded.lines.isEmpty && decoded.byteCount == 0) }
        // Its bytes are good all the same.
        tailer.adopt(decoded.ahead, source: 0)
        let handed = tailer.nextChunk(source: 0)
        #expect(decoded.ahead.isSource(of: try #require(handed)))
        helper.drop(catalog: &catalog)
      }
      #expect(isFull == isFull.sorted { !$0 && $1 } && isFull.first == false && isFull.last == true)
    }
  }

  @Test("Very short lines are decoded some at a time")
  func short() {
    let chunk = [UInt8](repeating: 0x0A, count: 3 * BacklogDecoder.mostLines + 5)
    let padded = chunk + [UInt8](repeating: 0, count: 64)
    var decoder = LineDecoder(settings: Self.settings("a"), dimensions: Self.dimensions)
    var catalog = Catalog(dimensions: Self.dimensions)
    var (counts, ends): ([Int], [Int]) = ([], [])
    padded.withUnsafeBytes { memory in
      var offset = 0
      while offset < chunk.count {
        var lines = LineBatch()
        let count = decoder.decode(
          UnsafeRawBufferPointer(rebasing: memory[offset..<chunk.count]), now: Self.now,
          catalog: &catalog, into: &lines, limit: BacklogDecoder.mostLines)
        counts.append(lines.count)
        ends.append(lines.last?.end == count ? count : -1)
        offset += count
      }
    }
    #expect(counts == ends)
    #expect(counts.count == 4 && counts.reduce(0, +) == chunk.count)
  }
}
