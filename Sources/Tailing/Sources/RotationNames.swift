/// Which names beside a file are names of its rotated generations: `F.1`, `F-20260501`,
/// `F.2026-05-01T10:00:00`, the same before the extension (`cost-20260501.jsonl`), each also with
/// the ending of an archive (its content decides whether it is one that is read); and
/// `F-2026050110.backup`, which is what logrotate makes of a file that a writer created between
/// its rename and its `create`. A whitelist: other backups (`F.bak`, `F~`, `.F.swp`) are never looked at.
enum RotationNames {
  /// Endings that are never read, even where a glob matches them.
  static let foreign = [
    "~", ".bak", ".swp", ".swx", ".tmp", ".temp", ".old~", ".orig", ".lock", ".part",
    ".partial",
  ]
  /// Endings of archives, also of those that are not read.
  static let archives =
    ArchiveFormat.allCases.map(\.ending)
    + [".zstd", ".lz4", ".zip", ".7z", ".Z", ".lzma", ".lz", ".lzo", ".rar"]

  static func isForeign(_ name: String) -> Bool {
    foreign.contains { name.hasSuffix($0) } || name.hasPrefix(".#")
  }

  /// Whether a name, or a path, is that of an archive.
  static func isArchive(_ name: String) -> Bool { archives.contains { name.hasSuffix($0) } }

  /// Whether `name` is a rotated generation of the file called `base` in the same directory.
  static func isRotated(_ name: String, of base: String) -> Bool {
    guard name != base else { return false }
    let bare = withoutArchive(withoutBackup(name))
    if bare == base { return name != bare }
    if let suffix = suffix(of: bare, after: base[...]), isMark(suffix) { return true }
    guard let dot = base.lastIndex(of: "."), dot != base.startIndex else { return false }
    let ending = base[dot...]
    guard bare.hasSuffix(ending) else { return false }
    let stem = bare.dropLast(ending.count)
    guard let mark = suffix(of: stem, after: base[..<dot]) else { return false }
    return isMark(mark)
  }

  /// The names that `name` could be a rotated generation of; nearest first.
  static func bases(of name: String) -> [String] {
    var bases: [String] = []
    let bare = withoutArchive(withoutBackup(name))
    if bare != name, !name.hasSuffix(backup) { bases.append(bare) }
    for index in bare.indices where isMark(bare[index...]) && index > bare.startIndex {
      bases.append(String(bare[..<index]))
    }
    if let dot = bare.lastIndex(of: ".") {
      let stem = bare[..<dot]
      for index in stem.indices where isMark(stem[index...]) && index > stem.startIndex {
        bases.append(String(stem[..<index]) + bare[dot...])
      }
    }
    return bases
  }

  /// The number in `F.3`; larger is older. 0 without one, or where it is a date.
  static func number(of name: String) -> Int {
    let bare = withoutArchive(name)
    guard let dot = bare.lastIndex(of: "."), let number = Int(bare[bare.index(after: dot)...]),
      number < 100_000
    else { return 0 }
    return number
  }

  static func withoutArchive(_ name: String) -> String {
    archives.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) } ?? name
  }

  private static let backup = ".backup"

  /// `F-2026050110` of `F-2026050110.backup` (createOutputFile of logrotate.c).
  private static func withoutBackup(_ name: String) -> String {
    guard name.hasSuffix(backup) else { return name }
    let bare = name.dropLast(backup.count)
    let hour = bare.utf8.suffix(11)
    guard hour.count == 11, hour.first == UInt8(ascii: "-"),
      hour.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
    else { return name }
    return String(bare)
  }

  private static func suffix(of name: Substring, after base: Substring) -> Substring? {
    name.hasPrefix(base) ? name.dropFirst(base.count) : nil
  }

  private static func suffix(of name: String, after base: Substring) -> Substring? {
    suffix(of: name[...], after: base)
  }

  /// `.1`, `-20260501`, `_2026-05-01T10.00.00Z`: a separator, a digit, then digits and marks.
  private static func isMark(_ text: Substring) -> Bool {
    var rest = text.utf8[...]
    guard let separator = rest.popFirst(), "._-".utf8.contains(separator),
      let digit = rest.first, (0x30...0x39).contains(digit)
    else { return false }
    return rest.allSatisfy { (0x30...0x39).contains($0) || "._-:TZ+".utf8.contains($0) }
  }
}
