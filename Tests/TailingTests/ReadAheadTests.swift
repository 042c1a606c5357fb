import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// What another thread reads while a chunk is applied.
@Suite("Reading ahead")
struct ReadAheadTests {
  private static let window = 8192
  /// Several windows, with lines of different lengths.
  private static let numbers = 0..<600

  private struct Begun {
    var rig: Rig
    var chunk: Chunk
    var ahead: ReadAhead
  }

  /// With the first chunk handed out.
  private func begin(_ fileSystem: FaultyFileSystem = FaultyFileSystem()) throws -> Begun {
    let rig = try Rig(options: TailOptions(window: Self.window), fileSystem: fileSystem)
    rig.disk.write("events.jsonl", Rig.lines(Self.numbers))
    rig.look()
    rig.commit()
    let chunk = rig.harness.withTailer { $0.nextChunk(source: 0) }
    let ahead = rig.harness.withTailer { $0.readAhead(source: 0) }
    return Begun(rig: rig, chunk: try #require(chunk), ahead: try #require(ahead))
  }

  /// Applies the chunk and gives back what was read; whether the next chunk is made of it.
  private func isTaken(_ begun: Begun, look: Bool = false) -> Bool {
    begun.rig.harness.withTailer { $0.consume(source: 0, bytes: begun.chunk.byteCount) }
    if look { begun.rig.look() }
    return begun.rig.harness.withTailer { tailer in
      tailer.adopt(begun.ahead, source: 0)
      let next = tailer.nextChunk(source: 0)
      return next.map { begun.ahead.isSource(of: $0) } ?? false
    }
  }

  @Test("Everything is counted once, whatever the blocks", arguments: [700, 4096, 1 << 20])
  func counts(block: Int) throws {
    let rig = try Rig(options: TailOptions(window: Self.window))
    rig.harness.aheadBytes = block
    rig.disk.write("events.jsonl", Rig.lines(Self.numbers))
    rig.settle()
    rig.disk.write("events.jsonl", Rig.lines(600..<640))
    rig.settle()
    rig.expectCounted(0..<640)
  }

  @Test("The next chunk is made of it, and its own descriptor is closed")
  func taken() throws {
    let files = FaultyFileSystem()
    var begun: Begun? = try begin(files)
    // That of the file, and that of the other thread.
    #expect(files.opened == 2)
    while try #require(begun).ahead.readOn(atMost: 3000) {}
    #expect(isTaken(try #require(begun)))
    begun = nil
    #expect(files.opened == 0)
  }

  @Test("Several windows are read ahead, one after the other")
  func several() throws {
    let files = FaultyFileSystem()
    var begun: Begun? = try begin(files)
    var ahead = [try #require(begun).ahead]
    while ahead[ahead.count - 1].readOn(atMost: 3000) {}
    while let start = ahead[ahead.count - 1].next {
      ahead.append(ReadAhead(start, buffer: ReadBuffer(window: Self.window)))
      while ahead[ahead.count - 1].readOn(atMost: 3000) {}
    }
    #expect(ahead.count > 2)
    #expect(try areTaken(ahead, try #require(begun)))
    ahead = []
    #expect(files.opened > 0)
    begun = nil
    #expect(files.opened == 0)
  }

  /// Applies the chunk and then one made of each, which must be all there is.
  private func areTaken(_ ahead: [ReadAhead], _ begun: Begun) throws -> Bool {
    try begun.rig.harness.withTailer { tailer in
      tailer.consume(source: 0, bytes: begun.chunk.byteCount)
      for each in ahead {
        tailer.adopt(each, source: 0)
        let chunk = tailer.nextChunk(source: 0)
        guard each.isSource(of: try #require(chunk)) else { return false }
        tailer.consume(source: 0, bytes: chunk?.byteCount ?? 0)
      }
      return tailer.nextChunk(source: 0) == nil
    }
  }

  @Test("What was not read to its end is not taken")
  func incomplete() throws {
    let begun = try begin()
    #expect(begun.ahead.readOn(atMost: 3000))
    #expect(!isTaken(begun))
  }

  @Test("What was read before somebody looked is not taken")
  func looked() throws {
    let begun = try begin()
    while begun.ahead.readOn() {}
    #expect(!isTaken(begun, look: true))
  }

  @Test("A file that is written anew in between ends it")
  func rewritten() throws {
    let begun = try begin()
    #expect(begun.ahead.readOn(atMost: 3000))
    begun.rig.disk.truncate("events.jsonl")
    begun.rig.disk.write("events.jsonl", Rig.lines(1000..<1600))
    #expect(!begun.ahead.readOn(atMost: 3000))
    #expect(begun.ahead.bytes.isEmpty)
    #expect(!isTaken(begun))
  }

  @Test("What was written anew before it began is not taken for what goes on")
  func rewrittenBefore() throws {
    let begun = try begin()
    begun.rig.disk.truncate("events.jsonl")
    begun.rig.disk.write("events.jsonl", Rig.lines(1000..<1600))
    while begun.ahead.readOn() {}
    #expect(!begun.ahead.bytes.isEmpty)
    #expect(!isTaken(begun))
  }

  @Test("A read that fails is left to the tailer, which says so")
  func failing() throws {
    let files = FaultyFileSystem()
    let begun = try begin(files)
    files.fault = { call, _ in call == "read" ? 5 : nil }
    #expect(!begun.ahead.readOn())
    #expect(!isTaken(begun))
    #expect(begun.rig.problem()?.call == "read")
  }

  @Test("Nothing is read ahead of the end")
  func end() throws {
    let rig = try Rig(options: TailOptions(window: 1 << 20))
    rig.disk.write("events.jsonl", Rig.lines(0..<20))
    rig.look()
    rig.commit()
    let chunk = rig.harness.withTailer { $0.nextChunk(source: 0) }
    let ahead = rig.harness.withTailer { $0.readAhead(source: 0) }
    #expect(chunk != nil && ahead == nil)
  }
}
