import SpendCore

/// Which names beside a file are names of its rotated generations: `F.1`, `F-20260501`,
/// `F.2026-05-01T10:00:00`, the same before the extension (`cost-20260501.jsonl`), each also
/// with the ending of an archive (its content decides whether it is one that is read); and
/// `F-2026050110.backup`, which is what logrotate makes of a file that a writer created
/// between its rename and its `create`. A whitelist: other backups (`F.bak`, `F~`, `.F.swp`)
/// are never looked at.
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

  static func isForeign(_ name: FilePath) -> Bool {
    foreign.contains { name.hasSuffix($0) } || name.hasPrefix(".#")
  }

  /// Whether a name, or a path, is that of an archive.
  static func isArchive(_ name: FilePath) -> Bool { archives.contains { name.hasSuffix($0) } }

  /// Whether `name` is a rotated generation of the file called `base` in the same directory.
  static func isRotated(_ name: FilePath, of base: FilePath) -> Bool {
    guard name != base else { return false }
    let bare = withoutArchive(withoutBackup(name)).bytes
    if bare == base.bytes { return name.bytes != bare }
    return mark(of: name, after: base) != nil
  }

  /// What tells a rotated generation from others of the same file: `.1`, `-20260501`. Nil: it is
  /// none, or an archive of the file itself.
  static func mark(of name: FilePath, after base: FilePath) -> ArraySlice<UInt8>? {
    let bare = withoutArchive(withoutBackup(name)).bytes
    if let mark = suffix(of: bare[...], after: base.bytes[...]), isMark(mark) { return mark }
    guard let dot = base.bytes.lastIndex(of: dot), dot > 0 else { return nil }
    let ending = base.bytes[dot...]
    guard bare.suffix(ending.count) == ending else { return nil }
    let stem = bare.dropLast(ending.count)
    guard let mark = suffix(of: stem, after: base.bytes[..<dot]), isMark(mark) else { return nil }
    return mark
  }

  /// The names that `name` could be a rotated generation of; nearest first.
  static func bases(of name: FilePath) -> [FilePath] {
    var bases: [FilePath] = []
    let bare = withoutArchive(withoutBackup(name))
    if bare != name, !name.hasSuffix(backup) { bases.append(bare) }
    let bytes = bare.bytes
    for index in bytes.indices where index > 0 && isMark(bytes[index...]) {
      bases.append(FilePath(bytes: bytes[..<index]))
    }
    if let dot = bytes.lastIndex(of: dot) {
      let stem = bytes[..<dot]
      for index in stem.indices where index > 0 && isMark(stem[index...]) {
        bases.append(FilePath(bytes: stem[..<index] + bytes[dot...]))
      }
    }
    return bases
  }

  /// The number in `F.3`; larger is older. 0 without one, or where it is a date.
  static func number(of name: FilePath) -> Int {
    let bytes = withoutArchive(name).bytes
    guard let dot = bytes.lastIndex(of: dot),
      let number = Int(String(decoding: bytes[(dot + 1)...], as: UTF8.self)), number < 100_000
    else { return 0 }
    return number
  }

  static func withoutArchive(_ name: FilePath) -> FilePath {
    archives.first { name.hasSuffix($0) }.map { name.dropLast($0.utf8.count) } ?? name
  }

  private static let backup = ".backup"
  private static let dot = UInt8(ascii: ".")

  /// `F-2026050110` of `F-2026050110.backup` (createOutputFile of logrotate.c).
  private static func withoutBackup(_ name: FilePath) -> FilePath {
    guard name.hasSuffix(backup) else { return name }
    let bare = name.dropLast(backup.utf8.count)
    let hour = bare.bytes.suffix(11)
    guard hour.count == 11, hour.first == UInt8(ascii: "-"),
      hour.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
    else { return name }
    return bare
  }

  private static func suffix(
    of name: ArraySlice<UInt8>, after base: ArraySlice<UInt8>
  ) -> ArraySlice<UInt8>? {
    name.starts(with: base) ? name.dropFirst(base.count) : nil
  }

  /// `.1`, `-20260501`, `_2026-05-01T10.00.00Z`: a separator, a digit, then digits and marks.
  private static func isMark(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    guard let separator = rest.popFirst(), "._-".utf8.contains(separator),
      let digit = rest.first, (0x30...0x39).contains(digit)
    else { return false }
    return rest.allSatisfy { (0x30...0x39).contains($0) || "._-:TZ+".utf8.contains($0) }
  }
}
