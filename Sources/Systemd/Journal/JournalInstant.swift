/// What was handed out at the latest instant, to tell new entries from copies. While journald
/// moves a journal from memory to disk, an entry stands in two files under two numbers, and all
/// lines that journald took in at once share their times; so the entries of an instant are
/// counted, for each origin of numbers on its own, and one is new when its origin has more of them
/// than were handed out.
///
/// Copies keep their order. Entries have to come in the order of the journal.
struct JournalInstant: Sendable {
  private(set) var last: JournalCursor?
  /// Entries met at this instant, by the origin of their numbers.
  private var met: [String: UInt64] = [:]

  /// Up to and including a place everything was handed out.
  init(last: JournalCursor?) {
    self.last = last
    if let last { met[last.origin] = last.ordinal }
  }

  /// The place of an entry as the next one, or nil if it was handed out before.
  mutating func admit(_ entry: JournalCursor) -> JournalCursor? {
    guard let last else { return accept(entry, ordinal: 1, isNewInstant: true) }
    switch last.relation(of: entry) {
    case .before, .same: return nil
    case .sameInstant:
      let count = (met[entry.origin] ?? 0) + 1
      met[entry.origin] = count
      guard count > last.ordinal else { return nil }
      return accept(entry, ordinal: count, isNewInstant: false)
    case .after:
      let isNew = !last.isSameInstant(as: entry)
      let next = last.ordinal == .max ? last.ordinal : last.ordinal + 1
      return accept(entry, ordinal: isNew ? 1 : next, isNewInstant: isNew)
    }
  }

  private mutating func accept(
    _ entry: JournalCursor, ordinal: UInt64, isNewInstant: Bool
  ) -> JournalCursor {
    if isNewInstant { met.removeAll(keepingCapacity: true) }
    met[entry.origin] = ordinal
    let numbered = entry.with(ordinal: ordinal)
    last = numbered
    return numbered
  }
}
