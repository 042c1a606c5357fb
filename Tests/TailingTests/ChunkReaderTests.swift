import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// What is found by reading on in a generation, whoever decides what follows from it.
@Suite("Reading chunks")
struct ChunkReaderTests {
  /// What was found, without the generation.
  private enum Found: Equatable {
    case chunk(Chunk.Content, Int)
    case end(Chunk.Content?, Int)
    case nothing
    case otherFile
  }

  private final class Scene {
    let context = TailContext(fileSystem: MemoryFileSystem(), options: TailOptions(window: 4096))
    let generation = Generation(
      number: 7,
      StoredGeneration(
        slot: "/log/f", path: "/log/f.1", state: .draining, at: Timestamp(microseconds: 0)))
    var reader: ChunkReader
    private var served: Served?

    init(_ content: String) {
      reader = ChunkReader(source: "f", context, FileFailures(source: "f", context))
      hold(content)
    }

    /// The file is that by now.
    func hold(_ content: String) {
      generation.open.reader = MemoryReader(Array(content.utf8))
      generation.open.mayHaveData = true
    }

    func read() throws -> Found {
      switch try reader.read(generation, maxLineBytes: 8000) {
      case .chunk(let found):
        served = found
        return .chunk(found.content, found.count)
      case .end(let last):
        served = last
        return .end(last?.content, last?.count ?? 0)
      case .nothing: return .nothing
      case .otherFile: return .otherFile
      }
    }

    /// What was found is handed out; its text.
    func handOut() throws -> String {
      let chunk = reader.handOut(try #require(served))
      return String(decoding: try #require(chunk).bytes, as: UTF8.self)
    }

    /// Applied. Whether that was the last of the generation.
    func consume(_ bytes: Int) -> Bool {
      reader.consume(bytes, LineCounts(events: 1)) === generation
    }
  }

  @Test("Whole lines are handed out until they are consumed, and then what ends no line")
  func lines() throws {
    let scene = Scene("one\ntwo\nthr")
    #expect(try scene.read() == .chunk(.lines, 8))
    #expect(scene.reader.chunk == nil)
    #expect(try scene.handOut() == "one\ntwo\n")
    #expect(!scene.consume(4))
    #expect(scene.generation.offset == 4)
    let rest = try #require(scene.reader.chunk)
    #expect(String(decoding: rest.bytes, as: UTF8.self) == "two\n")
    #expect(rest.fileOffset == 4)
    #expect(!scene.consume(4))
    #expect(scene.reader.servedGeneration == nil)
    #expect(try scene.read() == .end(.lastLine, 3))
    #expect(!scene.generation.open.mayHaveData)
    #expect(try scene.handOut() == "thr")
    #expect(scene.consume(3))
    #expect(scene.generation.stored.counts.events == 3)
  }

  @Test(
    "Nothing is taken of what may still become something else",
    arguments: ["", "\0\0\0", String(repeating: "\0", count: 70_000)])
  func undecided(content: String) throws {
    let scene = Scene(content)
    let found = try scene.read()
    #expect(found == .end(nil, 0) || found == .nothing)
    #expect(scene.generation.offset == 0)
    #expect(!scene.generation.open.mayHaveData)
  }

  @Test("A line that is too long is passed over, to its end or that of the file")
  func tooLong() throws {
    let scene = Scene(String(repeating: "x", count: 20_000) + "\nshort\n")
    guard case .chunk(.oversize(offset: 0, length: 20_000), let rest) = try scene.read() else {
      Issue.record("passed over")
      return
    }
    #expect(try scene.handOut().isEmpty)
    #expect(!scene.consume(rest))
    #expect(scene.generation.offset == 20_001)
    #expect(scene.generation.stored.oversize == 1)
    #expect(try scene.read() == .chunk(.lines, 6))
    let other = Scene(String(repeating: "x", count: 20_000))
    #expect(try other.read() == .end(.oversize(offset: 0, length: 20_000), 0))
    #expect(other.generation.offset == 20_000)
  }

  @Test("An end that another generation has too is not handed out")
  func superseded() throws {
    let scene = Scene("one\ntwo")
    scene.generation.stored.supersededTo = 7
    #expect(try scene.read() == .chunk(.lines, 4))
    _ = try scene.handOut()
    #expect(!scene.consume(4))
    #expect(try scene.read() == .end(nil, 0))
  }

  @Test("Of a file that does not hold what was consumed nothing is taken")
  func otherFile() throws {
    let scene = Scene("one\n")
    #expect(try scene.read() == .chunk(.lines, 4))
    _ = try scene.handOut()
    #expect(scene.reader.holdsServed(scene.generation, MemoryReader(Array("one\n".utf8))))
    #expect(!scene.reader.holdsServed(scene.generation, MemoryReader(Array("two\n".utf8))))
    #expect(!scene.consume(4))
    scene.hold("two\nthree\n")
    #expect(try scene.read() == .otherFile)
    #expect(scene.generation.offset == 4)
    scene.hold("one\nthree\n")
    #expect(try scene.read() == .chunk(.lines, 6))
  }

  @Test("A run of NULs before a line is passed over, and said once")
  func zeros() throws {
    let scene = Scene(String(repeating: "\0", count: 70_000) + "one\n")
    var found = try scene.read()
    while found == .chunk(.progress, 0) { found = try scene.read() }
    #expect(found == .chunk(.lines, 4))
    #expect(scene.generation.offset == 70_000)
    #expect(
      scene.context.happenings == [
        .nulsSkipped(source: "f", path: "/log/f.1", number: 7, offset: 0, bytes: 70_000)
      ])
  }
}
