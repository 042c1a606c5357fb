/// A place in the journal: the text of `sd_journal_get_cursor`, `s=…;i=…;b=…;m=…;t=…;x=…` (sequence
/// id and number, boot, monotonic and wall time in microseconds, hash of the content; hexadecimal),
/// and an own `k=…`.
///
/// systemd calls the text opaque. Its parts are looked at because its own comparison is not enough
/// to read exactly: when journald moves entries from memory to disk it numbers them anew, and what
/// is left to tell them by, the times, is shared by all lines that it took in at once. `k` is how
/// many entries of the unit with this time were handed out, this one included, so that reading goes
/// on after the right one in the new file too.
package struct JournalCursor: Hashable, Sendable, CustomStringConvertible {
  /// How an entry found after going to a place relates to it.
  package enum Relation: Sendable {
    case before, same
    /// The same instant, but numbered otherwise: only its place among its like can tell.
    case sameInstant
    case after
  }

  private let systemText: String
  /// Entries of the unit at this instant up to this place; ``allOfInstant`` for a place that is not
  /// one of the unit's.
  package private(set) var ordinal: UInt64
  private let sequenceID: Substring
  private let sequence: UInt64
  private let boot: Substring
  private let monotonic: UInt64
  private let wall: UInt64
  private let hash: UInt64

  package static let allOfInstant = UInt64.max

  /// What is committed; the initializer takes it back.
  package var text: String { systemText + ";k=" + String(ordinal, radix: 16) }
  /// What libsystemd understands.
  package var seekText: String { systemText }
  package var description: String { text }
  /// Wall time of the entry, microseconds since 1970.
  package var wallMicroseconds: UInt64 { wall }

  /// Nil for a text that is no cursor.
  package init?(_ text: String) {
    var parts: [Substring: Substring] = [:]
    var system: [Substring] = []
    for part in text.split(separator: ";") {
      guard let equals = part.firstIndex(of: "=") else { return nil }
      parts[part[..<equals]] = part[part.index(after: equals)...]
      if part[..<equals] != "k" { system.append(part) }
    }
    func number(_ key: Substring) -> UInt64? { parts[key].flatMap { UInt64($0, radix: 16) } }
    guard let sequenceID = parts["s"], let sequence = number("i"), let boot = parts["b"],
      let monotonic = number("m"), let wall = number("t"), let hash = number("x")
    else { return nil }
    systemText = system.joined(separator: ";")
    ordinal = number("k") ?? 1
    self.sequenceID = sequenceID
    self.sequence = sequence
    self.boot = boot
    self.monotonic = monotonic
    self.wall = wall
    self.hash = hash
  }

  /// The origin of the number.
  var origin: String { String(sequenceID) }

  /// Whether both have the time of one boot.
  func isSameInstant(as other: JournalCursor) -> Bool {
    boot == other.boot && monotonic == other.monotonic
  }

  package func with(ordinal: UInt64) -> JournalCursor {
    var copy = self
    copy.ordinal = ordinal
    return copy
  }

  /// Whether both are places of one entry, or of two that nothing but their number distinguishes.
  package func isSameEntry(as other: JournalCursor) -> Bool {
    guard boot == other.boot, monotonic == other.monotonic, wall == other.wall, hash == other.hash
    else { return false }
    return sequenceID != other.sequenceID || sequence == other.sequence
  }

  /// Where an entry lies that reading meets after having gone to this place, which exists.
  package func relation(of entry: JournalCursor) -> Relation {
    if entry.sequenceID == sequenceID {
      if entry.sequence == sequence { return .same }
      return entry.sequence < sequence ? .before : .after
    }
    guard entry.boot == boot else { return .after }
    if entry.monotonic == monotonic { return .sameInstant }
    return entry.monotonic < monotonic ? .before : .after
  }

  /// Whether an entry lies at or before this place, which does not exist any more. Within a boot by
  /// number, or by monotonic time where the numbers have different origins; across boots an entry
  /// is later if its number or its wall time says so: after a power cut numbers are given out a
  /// second time, and a clock may start in the past.
  package func covers(_ entry: JournalCursor) -> Bool {
    let isSameOrigin = sequenceID == entry.sequenceID
    if boot == entry.boot {
      return isSameOrigin ? entry.sequence <= sequence : entry.monotonic <= monotonic
    }
    return !(isSameOrigin && entry.sequence > sequence) && entry.wall <= wall
  }
}
