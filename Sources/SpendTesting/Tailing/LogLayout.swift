/// What the source's path is: the file itself, or links that lead to it.
enum LogLayout {
  case plain
  /// The directory is a link to that of a release.
  case directoryLink
  /// The file is a link into another directory.
  case fileLink
  /// The file is a link through a link to a directory.
  case chain
  /// The file is a link to one beside it with a date in its name.
  case datedLink

  static func pick(_ dice: inout SeededRandom) -> LogLayout {
    let all: [LogLayout] = [.directoryLink, .fileLink, .chain, .datedLink]
    return dice.chance(3, of: 4) ? .plain : all[dice.next(below: all.count)]
  }

  /// Makes the directories and links. Returns where the file is to be.
  func begin(_ files: MemoryFileSystem) -> (home: String, base: String) {
    files.makeDirectory("/data")
    if self != .directoryLink { files.makeDirectory("/log") }
    return turn(files, 0)
  }

  /// Where the file is after so many swaps. The link is turned before the file is there.
  func turn(_ files: MemoryFileSystem, _ swaps: Int) -> (home: String, base: String) {
    switch self {
    case .plain: return ("/log", "events.jsonl")
    case .directoryLink:
      files.makeDirectory("/data/v\(swaps)")
      files.link("data/v\(swaps)", at: "/log")
      return ("/data/v\(swaps)", "events.jsonl")
    case .fileLink:
      files.link("../data/app\(swaps).jsonl", at: LogWorld.path)
      return ("/data", "app\(swaps).jsonl")
    case .chain:
      files.makeDirectory("/data/v\(swaps)")
      if swaps == 0 { files.link("now/app.jsonl", at: LogWorld.path) }
      files.link("../data/v\(swaps)", at: "/log/now")
      return ("/data/v\(swaps)", "app.jsonl")
    case .datedLink:
      let name = "events.jsonl-2026\(5000 + swaps)"
      files.link(name, at: LogWorld.path)
      return ("/log", name)
    }
  }
}
