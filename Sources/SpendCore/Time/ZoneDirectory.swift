/// Time zones by their IANA names, for times that name one. The core opens no file, so whoever
/// makes the settings of a source says where they come from.
package struct ZoneDirectory: Hashable, Sendable {
  private let find: @Sendable (String) -> TimeZoneRules?

  package init(_ find: @escaping @Sendable (String) -> TimeZoneRules?) { self.find = find }

  /// Knows UTC only.
  package static let none = ZoneDirectory { _ in nil }

  private static let universal: Set<String> = [
    "utc", "etc/utc", "gmt", "etc/gmt", "zulu", "etc/zulu", "uct", "etc/uct", "universal",
    "etc/universal", "z", "gmt0", "etc/greenwich", "greenwich",
  ]

  /// Nil for what is not the name of a zone that is known.
  package func rules(named name: String) -> TimeZoneRules? {
    if Self.universal.contains(name.lowercased()) { return .utc }
    return Self.isName(name) ? find(name) : nil
  }

  /// Whether a text can be the name of a zone, and of its file below the directory of all.
  package static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count) && !name.hasPrefix("/")
      && name.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
          || "0123456789_+-/".utf8.contains(byte)
      }
  }

  /// Two sources do not differ by where their zones come from: it is the same for all.
  package static func == (a: ZoneDirectory, b: ZoneDirectory) -> Bool { true }

  package func hash(into hasher: inout Hasher) {}
}
