import Glibc
import SpendCore
import Testing

@testable import Tailing

/// One file, several ways to it: counted once, in the source that comes first.
@Suite("Shared files")
struct SharedFileTests {
  /// How the second source reaches the file of the first, `logs/a.jsonl`.
  enum Way: String, CaseIterable {
    case link
    case linkedDirectory
    case hardLink
    case dots
    case glob

    /// Makes the way, and returns the path of the second source.
    func make(on disk: Disk) -> String {
      switch self {
      case .link: symlink(disk.path("logs/a.jsonl"), disk.path("b.jsonl"))
      case .linkedDirectory: symlink(disk.path("logs"), disk.path("other"))
      case .hardLink: Glibc.link(disk.path("logs/a.jsonl"), disk.path("b.jsonl"))
      case .dots, .glob: break
      }
      return switch self {
      case .link, .hardLink: "b.jsonl"
      case .linkedDirectory: "other/a.jsonl"
      case .dots: "logs/../logs/a.jsonl"
      case .glob: "logs/*.jsonl"
      }
    }
  }

  private static func sources(_ disk: Disk, _ patterns: [String]) -> [SourceSettings] {
    patterns.map { SourceSettings(origin: .file(pattern: disk.path($0), rotated: [])) }
  }

  private static func disk() -> Disk {
    let disk = Disk()
    disk.makeDirectory("logs")
    disk.write("logs/a.jsonl", Rig.lines(0..<10))
    return disk
  }

  private static func owners(_ rig: Rig) -> Set<String> {
    Set(rig.status.map { String($0.source.split(separator: "/").last ?? "") })
  }

  private static func said(_ rig: Rig) -> Int {
    rig.happenings.count { if case .shared = $0 { true } else { false } }
  }

  @Test("counted once, whichever comes first", arguments: Way.allCases, Kills.allCases)
  func once(way: Way, kills: Kills) throws {
    for isReversed in [false, true] {
      let disk = Self.disk()
      var patterns = ["logs/a.jsonl", way.make(on: disk)]
      if isReversed { patterns.reverse() }
      let rig = try Rig(disk: disk, Self.sources(disk, patterns))
      try kills.step(rig)
      disk.write("logs/a.jsonl", Rig.lines(10..<20))
      try kills.step(rig)
      rig.expectCounted(0..<20)
      let first = patterns[0].split(separator: "/").last.map(String.init) ?? ""
      #expect(Self.owners(rig) == [first])
      // By a name that the first source covers, nothing is to be said.
      if kills == .none { #expect(Self.said(rig) <= 1) }
    }
  }

  @Test(
    "a way that comes later takes the file over where it is, and gives it back",
    arguments: Kills.allCases)
  func wayComesLater(kills: Kills) throws {
    let disk = Self.disk()
    disk.write("logs/b.jsonl", Rig.lines(100..<110))
    // The first source leads nowhere at first.
    let rig = try Rig(disk: disk, Self.sources(disk, ["way.jsonl", "logs/*.jsonl"]))
    try kills.step(rig)
    symlink(disk.path("logs/a.jsonl"), disk.path("way.jsonl"))
    disk.write("logs/a.jsonl", Rig.lines(10..<20))
    try kills.step(rig)
    #expect(rig.status.contains { $0.source.hasSuffix("way.jsonl") && $0.counts.events == 20 })
    // Turned to the other file.
    unlink(disk.path("way.jsonl"))
    symlink(disk.path("logs/b.jsonl"), disk.path("way.jsonl"))
    disk.write("logs/a.jsonl", Rig.lines(20..<30))
    disk.write("logs/b.jsonl", Rig.lines(110..<120))
    try kills.step(rig)
    // And gone.
    unlink(disk.path("way.jsonl"))
    disk.write("logs/a.jsonl", Rig.lines(30..<40))
    disk.write("logs/b.jsonl", Rig.lines(120..<130))
    try kills.step(rig)
    try kills.step(rig)
    let counted = rig.counted.count
    #expect(counted == 70 && Set(rig.counted).count == 70)
  }

  @Test(
    "sources that come and go with a reload lose and double nothing", arguments: Way.allCases,
    Kills.allCases)
  func reloads(way: Way, kills: Kills) throws {
    let disk = Self.disk()
    let second = way.make(on: disk)
    let rig = try Rig(disk: disk, Self.sources(disk, [second]))
    try kills.step(rig)
    for (round, patterns) in [
      ["logs/a.jsonl", second], ["logs/a.jsonl"], [second, "logs/a.jsonl"], [second],
      ["logs/a.jsonl"],
    ].enumerated() {
      disk.write("logs/a.jsonl", Rig.lines((round + 1) * 10..<(round + 2) * 10))
      rig.reconfigure(Self.sources(disk, patterns))
      try kills.step(rig)
    }
    rig.expectCounted(0..<60)
  }

  @Test("rotated under both names, it is read to its end once", arguments: Kills.allCases)
  func rotated(kills: Kills) throws {
    let disk = Self.disk()
    symlink(disk.path("logs/a.jsonl"), disk.path("b.jsonl"))
    let rig = try Rig(disk: disk, Self.sources(disk, ["b.jsonl", "logs/a.jsonl"]))
    try kills.step(rig)
    for round in 1...4 {
      disk.write("logs/a.jsonl", Rig.lines(round * 10..<round * 10 + 5))
      for number in stride(from: round, to: 0, by: -1) {
        let from = number == 1 ? "logs/a.jsonl" : "logs/a.jsonl.\(number - 1)"
        disk.rename(from, "logs/a.jsonl.\(number)")
      }
      disk.write("logs/a.jsonl", Rig.lines(round * 10 + 5..<round * 10 + 10))
      try kills.step(rig)
    }
    rig.expectCounted(0..<50)
    if kills == .none { #expect(Self.said(rig) == 1) }
  }

  @Test("many files change hands with a reload, and back")
  func many() throws {
    let disk = Disk()
    disk.makeDirectory("logs")
    for number in 0..<400 {
      disk.write("logs/\(number).jsonl", Rig.lines(number * 2..<number * 2 + 1))
    }
    let patterns = ["logs/*.jsonl", "logs/[0-9]*.jsonl"]
    let rig = try Rig(disk: disk, Self.sources(disk, patterns))
    rig.settle()
    rig.reconfigure(Self.sources(disk, [patterns[1]]))
    for number in 0..<400 {
      disk.write("logs/\(number).jsonl", Rig.lines(number * 2 + 1..<number * 2 + 2))
    }
    rig.settle()
    rig.reconfigure(Self.sources(disk, patterns))
    rig.settle()
    rig.expectCounted(0..<800)
    #expect(Self.owners(rig) == ["*.jsonl"] && rig.status.count == 400)
  }

  @Test("a copy is a file of its own")
  func copies() throws {
    let disk = Self.disk()
    disk.write("b.jsonl", Rig.lines(0..<10))
    let rig = try Rig(disk: disk, Self.sources(disk, ["logs/a.jsonl", "b.jsonl"]))
    rig.settle()
    #expect(rig.counted.count == 20 && Self.said(rig) == 0)
  }
}
