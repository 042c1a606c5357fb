import SpendCore
import Tailing
import Testing

/// Names of files are bytes: whatever is in one, each line counts once.
@Suite("Names of files")
struct FileNameTests {
  /// A name, and what it is a case of.
  struct Name: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let path: FilePath

    init(_ what: String, _ bytes: [UInt8]) {
      testDescription = what
      path = FilePath(bytes: bytes + Array(".jsonl".utf8))
    }

    init(_ what: String, _ text: String) { self.init(what, Array(text.utf8)) }

    /// As a configuration can say it; nil where it cannot.
    var text: String? { String(validating: path.bytes, as: UTF8.self) }
  }

  static let names = [
    Name("NFC", "caf\u{E9}"), Name("NFD", "cafe\u{301}"),
    Name("Latin-1", Array("caf".utf8) + [0xE9]), Name("Latin-1 in the middle", [0x61, 0xE9, 0x62]),
    Name("half of a character", [0xF0, 0x9F, 0x98]), Name("no text at all", [0xFF, 0xFE, 0x80]),
    Name("line feed", "a\nb"), Name("tab", "a\tb"), Name("return", "a\r"),
    Name("escape sequence", "a\u{1B}[31m\u{1B}]0;b\u{7}"), Name("backslash", "a\\b"),
    Name("what is written for a byte", "a\\xE9"), Name("quotes", "a\"b'c"), Name("space", " a b "),
    Name("dash", "-rf"), Name("star", "a*"), Name("question mark", "a?"), Name("set", "a[1]"),
    Name("open set", "a["), Name("two stars", "a**"), Name("hash and tilde", "#a~b"),
    Name("emoji", "\u{1F600}"), Name("right to left", "a\u{202E}b"),
  ]

  enum Fate: CaseIterable {
    case live
    case rotated
    case rotatedWhileDown
    case restarted
    case compressed
  }

  @Test("each line counts once, by its path and by a pattern", arguments: names, Fate.allCases)
  func counted(name: Name, fate: Fate) throws {
    for pattern in [name.text, "*.jsonl", "**/*.jsonl"].compactMap(\.self) {
      let (disk, file) = (Disk(), name.path)
      disk.append(file, Rig.lines(0..<10))
      let rig = try Rig(
        disk: disk, [SourceSettings(origin: .file(pattern: disk.path(pattern), rotated: []))])
      rig.settle()
      disk.append(file, Rig.lines(10..<20))
      rig.settle()
      disk.append(file, Rig.lines(20..<30))
      switch fate {
      case .live: break
      case .rotated:
        disk.move(file, file + ".1")
        disk.append(file + ".1", Rig.lines(30..<33))
        rig.settle()
        disk.append(file, Rig.lines(33..<40))
      case .rotatedWhileDown:
        try rig.kill()
        disk.move(file, file + ".1")
        disk.append(file, Rig.lines(30..<40))
      case .restarted:
        rig.look()
        rig.read()
        try rig.kill()
      case .compressed:
        try rig.kill()
        disk.compress(file, to: file + ".1.gz")
        disk.append(file, Rig.lines(30..<40))
      }
      rig.settle()
      rig.pass(40)
      rig.settle()
      disk.append(file, Rig.lines(40..<50))
      rig.settle()
      let middle = fate == .live || fate == .restarted ? 0 : 10
      let lines = Rig.lines(0..<30 + middle) + Rig.lines(40..<50)
      let got = rig.counted.sorted()
      #expect(got == lines.split(separator: "\n").map(String.init).sorted(), "\(pattern)")
      #expect(rig.gaps == 0 && rig.problem() == nil, "\(pattern)")
      try rig.kill()
      rig.settle()
      #expect(rig.counted.sorted() == got, "\(pattern)")
    }
  }

  @Test("two spellings of one text are two files", arguments: [false, true])
  func spellings(isRotated: Bool) throws {
    let composed: FilePath = "caf\u{E9}.jsonl"
    let decomposed: FilePath = "cafe\u{301}.jsonl"
    for patterns in [[composed.text, decomposed.text], ["*.jsonl"]] {
      let disk = Disk()
      disk.append(composed, Rig.lines(0..<10))
      disk.append(decomposed, Rig.lines(100..<120))
      let settings = patterns.map {
        SourceSettings(origin: .file(pattern: disk.path($0), rotated: []))
      }
      let rig = try Rig(disk: disk, settings)
      rig.settle()
      for round in 1...2 {
        if isRotated { disk.move(composed, composed + ".\(3 - round)") }
        disk.append(composed, Rig.lines(round * 10..<round * 10 + 10))
        disk.append(decomposed, Rig.lines(100 + round * 20..<120 + round * 20))
        rig.settle()
        // Also as settings that come again, and as records.
        rig.reconfigure(settings)
        rig.settle()
        try rig.kill()
        rig.settle()
      }
      let lines = Rig.lines(0..<30) + Rig.lines(100..<160)
      #expect(rig.counted.sorted() == lines.split(separator: "\n").map(String.init).sorted())
      let active = rig.status.filter { $0.state == .active }
      #expect(Set(active.map(\.path)) == Set([composed, decomposed].map(disk.path(of:))))
      #expect(active.first { $0.path.name == composed }?.counts.events == (isRotated ? 10 : 30))
      #expect(active.first { $0.path.name == decomposed }?.counts.events == 60)
    }
  }

  @Test("a file of the name as it is written is the source, whatever its pattern matches beside")
  func asWritten() throws {
    let disk = Disk()
    disk.append("a[1].jsonl", Rig.lines(0..<10))
    disk.append("a1.jsonl", Rig.lines(1000..<1010))
    let rig = try Rig(
      disk: disk, [SourceSettings(origin: .file(pattern: disk.path("a[1].jsonl"), rotated: []))])
    rig.settle()
    disk.append("a[1].jsonl", Rig.lines(10..<20))
    rig.settle()
    // While it is rotated there is none.
    disk.move("a[1].jsonl", "a[1].jsonl.1")
    rig.settle()
    try rig.kill()
    rig.settle()
    disk.append("a[1].jsonl", Rig.lines(20..<30))
    disk.append("a1.jsonl", Rig.lines(1010..<1020))
    rig.settle()
    rig.expectCounted(0..<30)
  }

  @Test("a pattern becomes a name when there is such a file: what it matched is read no further")
  func becomesName() throws {
    let disk = Disk()
    disk.append("a1.jsonl", Rig.lines(0..<10))
    let rig = try Rig(
      disk: disk, [SourceSettings(origin: .file(pattern: disk.path("a[1].jsonl"), rotated: []))])
    rig.settle()
    rig.expectCounted(0..<10)
    disk.append("a[1].jsonl", Rig.lines(10..<20))
    var hint = WatchHint()
    hint.paths = [disk.path(of: "a[1].jsonl")]
    rig.follow(hint)
    rig.settle()
    rig.expectCounted(0..<20)
    disk.append("a[1].jsonl", Rig.lines(20..<30))
    rig.pass(40)
    rig.settle()
    try rig.kill()
    rig.settle()
    rig.expectCounted(0..<30)
    #expect(rig.gaps == 0)
  }
}
