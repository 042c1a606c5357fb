import SpendTesting
import Testing

@testable import Tailing

/// What comes out of archives that are whole, cut, damaged, or made to do harm.
@Suite("Decompressing")
struct DecompressorTests {
  /// What was made of an archive.
  struct Result: Equatable {
    var content: [UInt8]
    var fault: ArchiveFault?
    var isWhole: Bool
    var hasTrailingBytes = false

    static func whole(_ content: [UInt8], trailing: Bool = false) -> Result {
      Result(content: content, isWhole: true, hasTrailingBytes: trailing)
    }
  }

  /// Hands an archive over in pieces.
  static func decompress(
    _ archive: [UInt8], _ format: ArchiveFormat, piece: Int = 1 << 16, room: Int = 1 << 16
  ) -> Result {
    let decompressor = Decompressor(format)
    var content: [UInt8] = []
    var output = [UInt8](repeating: 0, count: room)
    var rest = archive[...]
    while decompressor.fault == nil {
      let input = rest.prefix(piece)
      let (used, made) = input.withUnsafeBytes { input in
        output.withUnsafeMutableBytes { decompressor.step(input, $0) }
      }
      content += output[..<made]
      rest = rest.dropFirst(used)
      if rest.isEmpty, made == 0 { break }
    }
    return Result(
      content: content, fault: decompressor.fault, isWhole: decompressor.isAtMemberEnd,
      hasTrailingBytes: decompressor.hasTrailingBytes)
  }

  static let text = Array(Rig.lines(0..<3000).utf8)

  /// An archive, and what is in it.
  struct Whole: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var format: ArchiveFormat
    var archive: [UInt8]
    var content: [UInt8]
  }

  static let wholes: [Whole] =
    ArchiveFormat.allCases.flatMap { format -> [Whole] in
      let (first, second) = (Array(text[..<70_000]), Array(text[70_000...]))
      let members = [first, [], second].flatMap { TestArchive.make($0, format) }
      return [
        Whole(
          testDescription: "\(format)", format: format, archive: TestArchive.make(text, format),
          content: text),
        Whole(
          testDescription: "\(format), nothing", format: format,
          archive: TestArchive.make([], format), content: []),
        Whole(
          testDescription: "\(format), several members", format: format, archive: members,
          content: text),
      ]
    } + [
      Whole(
        testDescription: "zstd without check sum and size", format: .zstd,
        archive: TestArchive.zstd(text, hasCheckSum: false, hasSize: false), content: text),
      Whole(
        testDescription: "zstd with frames to be skipped, as pzstd makes them", format: .zstd,
        archive: skippable + TestArchive.zstd(text) + skippable + TestArchive.zstd(text)
          + skippable, content: text + text),
      Whole(
        testDescription: "zstd with the largest window", format: .zstd,
        archive: TestArchive.zstd(text, hasSize: false, windowLog: 26), content: text),
      Whole(
        testDescription: "xz with the largest dictionary, as xz -9 has it", format: .xz,
        archive: TestArchive.xz(text, dictionaryBytes: 64 << 20), content: text),
    ]

  /// Magic, length, four bytes.
  private static let skippable: [UInt8] = [0x5E, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]

  @Test("whole archives, in pieces of any size", arguments: wholes)
  func whole(_ each: Whole) {
    #expect(
      ContentKind(front: each.archive.prefix(ContentKind.frontBytes)) == .archive(each.format))
    for (piece, room) in [(1 << 16, 1 << 16), (1, 1 << 16), (7, 1000), (1 << 16, 13)] {
      let result = Self.decompress(each.archive, each.format, piece: piece, room: room)
      #expect(result == .whole(each.content), "\(piece), \(room)")
    }
  }

  @Test("an archive that is cut is not whole, wherever that is", arguments: ArchiveFormat.allCases)
  func cut(format: ArchiveFormat) {
    let first = TestArchive.make(Array(Self.text[..<2000]), format)
    let archive = first + TestArchive.make(Array(Self.text[2000..<4000]), format)
    for count in 0..<archive.count where count != first.count && count > 0 {
      let result = Self.decompress(Array(archive[..<count]), format)
      #expect(!result.isWhole && result.fault == nil, "\(count)")
      #expect(Self.text.starts(with: result.content))
    }
  }

  @Test("a byte that is another is found, wherever it is", arguments: ArchiveFormat.allCases)
  func flipped(format: ArchiveFormat) {
    let text = Array(Self.text[..<3000])
    let archive = TestArchive.make(text, format)
    for index in archive.indices {
      var broken = archive
      broken[index] ^= 0x10
      let result = Self.decompress(broken, format)
      // What does not change the content need not be known: a time, the name of a system.
      let isFound = !result.isWhole || result.hasTrailingBytes
      #expect(isFound || result.content == text, "\(index)")
    }
  }

  @Test("bytes after the last member", arguments: ArchiveFormat.allCases)
  func trailing(format: ArchiveFormat) {
    let archive = TestArchive.make(Self.text, format)
    let zeros = Self.decompress(archive + [UInt8](repeating: 0, count: 1000), format)
    let garbage = Self.decompress(archive + Array("garbage".utf8), format)
    let afterZeros = Self.decompress(archive + [0, 0, 0, 0] + archive, format)
    switch format {
    case .gzip, .bzip2:
      #expect(zeros == .whole(Self.text))
      #expect(afterZeros == .whole(Self.text + Self.text))
      #expect(garbage == .whole(Self.text, trailing: true))
    case .xz:
      #expect(zeros == .whole(Self.text))
      #expect(afterZeros == .whole(Self.text + Self.text))
      #expect(garbage.fault == .damaged)
    case .zstd:
      #expect(zeros.fault == .damaged && afterZeros.fault == .damaged && garbage.fault == .damaged)
    }
  }

  @Test("more memory than is given is not taken, and what is needed is said")
  func memory() throws {
    let zstd = TestArchive.zstd(Self.text, hasSize: false, windowLog: 27)
    #expect(Self.decompress(zstd, .zstd).fault == .needsMemory(128 << 20))
    // A window of 2 GiB, and a content of 1 TiB in one piece.
    let long: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 21 << 3] + Array(repeating: 0, count: 20)
    #expect(Self.decompress(long, .zstd).fault == .needsMemory(2 << 30))
    let whole: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    #expect(Self.decompress(whole, .zstd).fault == .needsMemory(1 << 40))
    let xz = TestArchive.xz(Self.text, dictionaryBytes: 256 << 20)
    guard case .needsMemory(let bytes?) = Self.decompress(xz, .xz).fault else {
      Issue.record("not refused")
      return
    }
    #expect(bytes > 256 << 20 && bytes < 260 << 20)
    #expect(ArchiveFault.needsMemory(bytes).requirement?.contains("needs 25") == true)
  }

  @Test("a gigabyte in some kilobytes comes in small steps", arguments: ArchiveFormat.allCases)
  func bomb(format: ArchiveFormat) {
    let megabytes = format == .bzip2 ? 16 : 64
    let archive = TestArchive.make([UInt8](repeating: 0, count: megabytes << 20), format)
    #expect(archive.count < 80_000)
    let decompressor = Decompressor(format)
    var output = [UInt8](repeating: 0, count: 1 << 16)
    var (total, steps) = (0, 0)
    var rest = archive[...]
    while decompressor.fault == nil {
      let (used, made) = rest.withUnsafeBytes { input in
        output.withUnsafeMutableBytes { decompressor.step(input, $0) }
      }
      rest = rest.dropFirst(used)
      total += made
      steps += 1
      if made == 0, rest.isEmpty { break }
    }
    #expect(total == megabytes << 20 && decompressor.isAtMemberEnd)
    #expect(steps >= megabytes << 4)
  }

  /// Some bytes, and what they are said to be.
  struct Front: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var kind: ContentKind
  }

  static let fronts: [Front] = [
    Front(testDescription: "nothing", bytes: [], kind: .lines),
    Front(testDescription: "a line", bytes: Array("{\"cost_usd\":1}\n".utf8), kind: .lines),
    Front(testDescription: "text like bzip2", bytes: Array("BZh9 is a word\n".utf8), kind: .lines),
    Front(testDescription: "text like zip", bytes: Array("PK\n".utf8), kind: .lines),
    Front(
      testDescription: "zip", bytes: [0x50, 0x4B, 3, 4, 20, 0], kind: .foreign("a zip archive")),
    Front(
      testDescription: "7z", bytes: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0],
      kind: .foreign("a 7z archive")),
    Front(
      testDescription: "lz4", bytes: [0x04, 0x22, 0x4D, 0x18], kind: .foreign("an lz4 archive")),
    Front(
      testDescription: "lzip", bytes: Array("LZIP\u{1}".utf8), kind: .foreign("an lzip archive")),
    Front(
      testDescription: "compress", bytes: [0x1F, 0x9D, 0x90],
      kind: .foreign("an archive of compress (.Z)")),
    Front(
      testDescription: "tar", bytes: [UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8),
      kind: .foreign("a tar archive")),
  ]

  @Test("what a file is, by its first bytes", arguments: fronts)
  func kind(_ front: Front) { #expect(ContentKind(front: front.bytes) == front.kind) }
}
