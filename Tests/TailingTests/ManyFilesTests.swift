import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// Many files that are found together: each is looked at, and none for each other one.
@Suite("many files at once") struct ManyFilesTests {
  enum Kind: CaseIterable { case plain, archive, short }

  @Test("their number costs in proportion", arguments: Kind.allCases)
  func costs(kind: Kind) throws {
    func calls(count: Int) throws -> Int {
      let (files, disk) = (FaultyFileSystem(), Disk())
      var options = TailOptions()
      options.isOnce = true
      let source = SourceSettings(origin: .file(pattern: disk.path("events.jsonl"), rotated: []))
      let rig = try Rig(disk: disk, [source], options: options, fileSystem: files)
      let size = kind == .short ? 1 : 10
      for number in 0..<count {
        let name = "events.jsonl.\(count - number)"
        disk.write(name, Rig.lines(number * size..<number * size + size))
        if kind == .archive { disk.compress(name, name + ".gz") }
      }
      disk.write("events.jsonl", Rig.lines(count * size..<count * size + 1))
      var calls = 0
      files.before = { if $0 == "read" { calls += 1 } }
      rig.settle()
      rig.expectCounted(0..<count * size + 1)
      return calls
    }
    let (few, many) = (try calls(count: 100), try calls(count: 200))
    #expect(many < few * 5 / 2, "\(few), \(many)")
  }

  @Test("directories are gone through once for an open file that was renamed, never if deleted")
  func searches() throws {
    for isDeleted in [false, true] {
      let files = FaultyFileSystem()
      let rig = try Rig(fileSystem: files)
      for directory in ["others", "others/b", "others/b/c"] { rig.disk.makeDirectory(directory) }
      rig.disk.write("events.jsonl", Rig.lines(0..<60))
      rig.settle()
      var searches = 0
      files.fault = { call, path in
        if call == "list", path.hasSuffix("/others") { searches += 1 }
        return nil
      }
      // Farther down than anybody looks.
      rig.disk.rename("events.jsonl", "others/b/c/gone")
      if isDeleted { rig.disk.unlink("others/b/c/gone") }
      rig.disk.write("events.jsonl", Rig.lines(60..<70))
      for _ in 0..<3 {
        rig.settle()
        rig.pass(5)
      }
      #expect(rig.counted.count == 70)
      #expect(searches == (isDeleted ? 0 : 1))
    }
  }

  @Test("what may be a beginning of a file, or begin with it, is compared")
  func comparable() {
    var random = SeededRandom(seed: 7)
    let long = (0..<6000).map { _ in UInt8(random.next(below: 256)) }
    var contents: [[UInt8]] = []
    for _ in 0..<200 {
      let common = random.next(below: 5000)
      let rest = (0..<random.next(below: 3) * random.next(below: 900)).map { _ in
        UInt8(random.next(below: 2))
      }
      contents.append(Array(long[..<common]) + rest)
    }
    let generations = contents.enumerated().map { number, content in
      MatchScene.Known(
        number: UInt64(number + 1), content: content,
        read: number.isMultiple(of: 9) ? min(1, content.count) : 0, isOpen: true
      ).value
    }
    var index = GenerationIndex(generations, firstNewNumber: 1)
    for round in 0..<2 {
      for content in contents {
        let found = index.comparable(with: PrefixHashes(of: Array(content.prefix(4096))))
        #expect(found == found.sorted() && Set(found).count == found.count, "\(random)")
        for (other, generation) in zip(contents, generations)
        where round == 0 || generation.number > 100 {
          let isRelated = other.starts(with: content) || content.starts(with: other)
          guard isRelated || generation.offset > 0 else { continue }
          #expect(found.contains(generation.number), "\(random)")
        }
      }
      for generation in generations.prefix(100) { index.remove(generation) }
    }
  }

  @Test("few others are compared with a file that begins otherwise")
  func others() {
    let generations = (0..<50).map { number in
      MatchScene.Known(
        number: UInt64(number + 1),
        content: Array("{\"id\":\(1000 + number)}\n".utf8) + MatchScene.lines(9), read: 0,
        isOpen: true
      ).value
    }
    let index = GenerationIndex(generations, firstNewNumber: 1)
    let file = Array("{\"id\":1007}\n".utf8) + MatchScene.lines(9)
    #expect(index.comparable(with: PrefixHashes(of: file)) == [8])
  }
}
