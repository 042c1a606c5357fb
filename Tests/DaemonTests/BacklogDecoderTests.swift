import SpendCore
import SpendTesting
import Testing

@testable import Daemon

/// Two threads find what one finds.
@Suite struct BacklogDecoderTests {
  /// A line with the values of its series spelled out, because numbers may be given in another order.
  private struct Found: Equatable {
    var line: String
    var values: [String] = []

    init(_ line: Line, _ catalog: borrowing Catalog) {
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

  /// Whole lines of every kind.
  private static func chunks(seed: UInt64) -> [[UInt8]] {
    var shape = SampleLog.Shape()
    shape.brokenPerThousand = 50
    shape.keyOrder = .shuffled(orders: 3)
    var log = SampleLog(seed: seed, shape: shape)
    var chunks = (0..<6).map { log.bytes(atLeast: $0 % 2 == 0 ? 1 << 20 : 300 << 10) }
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 200 << 10)
    chunks.append(long + [0x0A] + long.dropLast(100 << 10) + [0x0A])
    chunks.append(long + long + [0x0A])
    chunks.append([UInt8](repeating: 0, count: 150 << 10) + log.bytes(atLeast: 150 << 10))
    return chunks
  }

  /// The lines of a chunk. How many parts it had.
  private static func decode(
    _ chunk: [UInt8], source: Int, _ catalog: inout Catalog, with helper: BacklogDecoder?,
    into lines: inout [Line]
  ) -> Int {
    let settings = settings("\(source)")
    var decoder = LineDecoder(settings: settings, dimensions: dimensions)
    let padded = chunk + [UInt8](repeating: UInt8(ascii: "{"), count: 64)
    return padded.withUnsafeBytes { memory in
      let bytes = UnsafeRawBufferPointer(rebasing: memory[..<chunk.count])
      guard let helper, let cut = BacklogDecoder.cut(bytes) else {
        _ = decoder.decode(bytes, now: now, catalog: &catalog, into: &lines)
        return 1
      }
      let parts = [bytes[..<cut], bytes[cut...]].map { UnsafeRawBufferPointer(rebasing: $0) }
      helper.begin(parts[1], source: source, settings, now: now)
      _ = decoder.decode(parts[0], now: now, catalog: &catalog, into: &lines)
      let count = helper.finish(catalog: &catalog, into: &lines, offset: cut)
      #expect(count == parts[1].count)
      return 2
    }
  }

  @Test("The lines of two threads are those of one", arguments: 1...3 as ClosedRange<UInt64>)
  func agrees(seed: UInt64) throws {
    print("seed \(seed)")
    var plain = Catalog(dimensions: Self.dimensions)
    var shared = Catalog(dimensions: Self.dimensions)
    let helper = try #require(BacklogDecoder(dimensions: Self.dimensions, processors: 2))
    var parts: [Int] = []
    for (number, chunk) in Self.chunks(seed: seed).enumerated() {
      let source = number / 2 % 2
      var (expected, found): ([Line], [Line]) = ([], [])
      _ = Self.decode(chunk, source: source, &plain, with: nil, into: &expected)
      parts.append(Self.decode(chunk, source: source, &shared, with: helper, into: &found))
      #expect(expected.count == found.count)
      for (one, two) in zip(expected, found) {
        let (one, two) = (Found(one, plain), Found(two, shared))
        guard one != two else { continue }
        Issue.record("seed \(seed), chunk \(number): \(two), not \(one)")
        return
      }
    }
    #expect(parts == [2, 2, 2, 2, 2, 2, 2, 1, 2])
  }

  @Test("What the thread cannot tell apart any more, and what nobody wants, is decoded elsewhere")
  func full() throws {
    #expect(BacklogDecoder(dimensions: Self.dimensions, processors: 1) == nil)
    var log = SampleLog(seed: 5)
    let chunks = (0..<3).map { _ in log.bytes(atLeast: 40 << 10) }
    let helper = try #require(
      BacklogDecoder(dimensions: Self.dimensions, processors: 2, limit: 350))
    var catalog = Catalog(dimensions: Self.dimensions)
    var found: [Line] = []
    var counts: [Int] = []
    for (number, chunk) in chunks.enumerated() {
      let padded = chunk + [UInt8](repeating: 0, count: 64)
      padded.withUnsafeBytes { memory in
        let bytes = UnsafeRawBufferPointer(rebasing: memory[..<chunk.count])
        helper.begin(bytes, source: 0, Self.settings("a"), now: Self.now)
        let offset = number == 0 ? nil : 0
        counts.append(helper.finish(catalog: &catalog, into: &found, offset: offset))
      }
      #expect(helper.isFull == (number == 2))
    }
    #expect(counts == [0, chunks[1].count, 0])
    // What was not wanted was new all the same, and what came after it is not taken for it.
    var expected: [Line] = []
    var plain = Catalog(dimensions: Self.dimensions)
    _ = Self.decode(chunks[1], source: 0, &plain, with: nil, into: &expected)
    #expect(
      found.map { Found($0, catalog).values[0] } == expected.map { Found($0, plain).values[0] })
    #expect(found.count == expected.count)
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
        var lines: [Line] = []
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

  @Test("What is small, or ends with its first line, is not cut")
  func uncut() {
    func cut(_ bytes: [UInt8]) -> Int? { bytes.withUnsafeBytes { BacklogDecoder.cut($0) } }
    let large = [UInt8](repeating: UInt8(ascii: "x"), count: BacklogDecoder.fewestBytes)
    #expect(cut([]) == nil)
    #expect(cut(large) == nil)
    #expect(cut(large + [0x0A]) == nil)
    #expect(cut([0x0A] + large + [0x0A]) == nil)
    #expect(cut(large.dropLast(9) + [0x0A, 0x78, 0x0A]) == nil)
    #expect(cut(large + [0x0A, 0x78, 0x0A]) == large.count + 1)
  }
}
