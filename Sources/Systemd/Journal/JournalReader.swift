import CSystemd
import Glibc

/// The entries of one systemd unit, in order, exactly once: the cursor of the last entry that was
/// handed out belongs into the same commit as what came of it, and reading goes on after it. Not
/// thread-safe and not to be moved between threads: libsystemd ties a handle to the thread that
/// opened it.
///
/// Follow by polling ``descriptor`` for input, and when it is ready, or every two seconds on a file
/// system without notifications, call ``process()``, then ``next()`` until it
/// returns nil. A reader that does not call `process` stops seeing entries at the first rotation.
///
/// Entries that were removed (vacuumed, or lost in a power cut) before they were read cannot be
/// counted; when the place in the state is gone, ``Item/gap`` is handed out once before the first
/// entry after it. journald splits lines longer than its `LineMax=` (48 KiB); the parts are
/// entries of their own.
@safe
package struct JournalReader: ~Copyable {
  package enum Start: Hashable, Sendable {
    case beginning
    /// After what is there now. Commit ``lastCursor`` before anything else, or a kill loses
    /// entries.
    case end
    case after(JournalCursor)
  }

  package enum Item: Hashable, Sendable {
    case entry(JournalEntry)
    /// The place to go on from is not in the journal any more; entries after it may be missing.
    case gap(after: JournalCursor)
  }

  private var journal: OpaquePointer
  private let unit: String
  private let directory: String?
  /// Becomes readable when there may be more. Another one after a call of ``process()``.
  package private(set) var descriptor: Int32
  /// The place up to which everything of the unit was handed out; nil before the first entry. What
  /// to commit, also when it has changed without an entry: after a gap that nothing follows, it
  /// moves to the end of the journal.
  package private(set) var lastCursor: JournalCursor?
  /// Whether the last call of `next` found nothing more.
  package private(set) var isCaughtUp = false

  /// Where to go before the next entry is read.
  private var resumeAt: JournalCursor?
  /// What was handed out at the latest instant.
  private var instant = JournalInstant(last: nil)
  /// After a gap: what lies at or before it was handed out before. Only while entries are there
  /// that may be older.
  private var covered: JournalCursor?
  private var endAtGap: JournalCursor?
  private var held: Item?

  /// Opens the journal for a unit (`chatbot` is `chatbot.service`); in a directory of journal files
  /// for tests.
  package static func open(
    unit: String, start: Start, directory: String? = nil
  ) throws(JournalError) -> JournalReader {
    var reader = unsafe JournalReader(
      journal: try openHandle(directory: directory), unit: unit, directory: directory)
    try reader.begin(at: start)
    return reader
  }

  private init(journal: OpaquePointer, unit: String, directory: String?) {
    unsafe self.journal = unsafe journal
    self.unit = unit.contains(".") ? unit : unit + ".service"
    self.directory = directory
    // Before the first read: what is appended from here on makes it readable.
    descriptor = unsafe sd_journal_get_fd(journal)
  }

  deinit { unsafe sd_journal_close(journal) }

  /// Takes in what the descriptor announced. True if there may be entries to read.
  package mutating func process() throws(JournalError) -> Bool {
    let result = unsafe sd_journal_process(journal)
    try check("sd_journal_process", result)
    // Files were added or removed: perhaps the entries now stand in another file under other
    // numbers, perhaps some are gone that were not read yet.
    if result == Int32(SD_JOURNAL_INVALIDATE) { try reopen() }
    return result != Int32(SD_JOURNAL_NOP)
  }

  /// The next entry of the unit, or nil if there is none yet.
  package mutating func next() throws(JournalError) -> Item? {
    if let item = held {
      held = nil
      return item
    }
    if let lost = try resumeIfNeeded() { return .gap(after: lost) }
    while try unsafe step("sd_journal_next", sd_journal_next(journal)) {
      isCaughtUp = false
      let found = try currentCursor()
      if covered?.covers(found) == true { continue }
      guard let cursor = instant.admit(found) else { continue }
      lastCursor = cursor
      guard let bytes = try currentMessage() else { continue }
      return .entry(
        JournalEntry(bytes: bytes, cursor: cursor, wallMicroseconds: cursor.wallMicroseconds))
    }
    // All that was older than a lost place has been passed; from here on the end that was found
    // then stands for it.
    if covered != nil, covered == lastCursor { lastCursor = endAtGap }
    covered = nil
    isCaughtUp = true
    return nil
  }

  /// A place at the very end of the journal up to which nothing of the unit is left to read, or nil
  /// if something is. A unit that is quiet for weeks would otherwise keep a place that gets
  /// vacuumed, which looks like a gap. Worth committing about once an hour while ``isCaughtUp``.
  package mutating func advanceToEnd() throws(JournalError) -> JournalCursor? {
    guard isCaughtUp, held == nil, resumeAt == nil else { return nil }
    guard let end = try endOfJournal()?.with(ordinal: JournalCursor.allOfInstant) else {
      try rewind()
      return nil
    }
    if let lastCursor { resumeAt = lastCursor } else { try rewind() }
    // If the old place was removed, that was after everything up to it was read: nothing is
    // missing.
    _ = try resumeIfNeeded()
    held = try next()
    if held != nil { return nil }
    lastCursor = end
    return end
  }
}

/// The handle.
extension JournalReader {
  private static func openHandle(directory: String?) throws(JournalError) -> OpaquePointer {
    var opened: OpaquePointer?
    let result =
      unsafe directory.map { unsafe sd_journal_open_directory(&opened, $0, 0) }
      ?? sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY))
    guard result >= 0, let opened = unsafe opened else {
      throw .failed(call: "sd_journal_open", code: -result)
    }
    guard directory == nil else { return unsafe opened }
    let hasFiles =
      unsafe sd_journal_has_persistent_files(opened) > 0 || sd_journal_has_runtime_files(opened) > 0
    guard hasFiles, JournalAccess.isComplete() else {
      unsafe sd_journal_close(opened)
      throw .nothingReadable
    }
    return unsafe opened
  }

  /// Looks at all files afresh and goes back to the place where reading stands. A handle that lives
  /// on would not notice a directory that was not there when it was opened, as when a journal in
  /// memory moves to disk.
  private mutating func reopen() throws(JournalError) {
    let fresh = try unsafe Self.openHandle(directory: directory)
    unsafe sd_journal_close(journal)
    unsafe journal = unsafe fresh
    descriptor = unsafe sd_journal_get_fd(fresh)
    covered = nil
    try prepare()
    guard let lastCursor else { return try rewind() }
    resumeAt = lastCursor
    // Of what was read to its end nothing can be missing.
    if isCaughtUp || held != nil { _ = try resumeIfNeeded() }
  }

  private func prepare() throws(JournalError) {
    try check("sd_journal_get_fd", descriptor)
    try unsafe check("sd_journal_set_data_threshold", sd_journal_set_data_threshold(journal, 0))
  }
}

/// Places in the journal.
extension JournalReader {
  private mutating func begin(at start: Start) throws(JournalError) {
    try prepare()
    switch start {
    case .beginning: try rewind()
    case .end:
      lastCursor = try endOfJournal()?.with(ordinal: JournalCursor.allOfInstant)
      if let lastCursor { resumeAt = lastCursor } else { try rewind() }
    case .after(let cursor):
      lastCursor = cursor
      resumeAt = cursor
    }
  }

  /// Goes to the place to go on from, if there is one to go to. Returns it if it is gone; then
  /// reading begins at the start of the journal and leaves out what lies before the place.
  private mutating func resumeIfNeeded() throws(JournalError) -> JournalCursor? {
    guard let cursor = resumeAt else { return nil }
    resumeAt = nil
    instant = JournalInstant(last: nil)
    // The place may be an entry of another unit, so it is looked for without matches.
    unsafe sd_journal_flush_matches(journal)
    let isThere = try exists(cursor)
    if !isThere { endAtGap = try endOfJournal()?.with(ordinal: JournalCursor.allOfInstant) }
    try addMatches()
    guard isThere else {
      covered = cursor
      try unsafe check("sd_journal_seek_head", sd_journal_seek_head(journal))
      return cursor
    }
    instant = JournalInstant(last: cursor)
    try unsafe check("sd_journal_seek_cursor", sd_journal_seek_cursor(journal, cursor.seekText))
    return nil
  }

  private func exists(_ cursor: JournalCursor) throws(JournalError) -> Bool {
    try unsafe check("sd_journal_seek_cursor", sd_journal_seek_cursor(journal, cursor.seekText))
    while try unsafe step("sd_journal_next", sd_journal_next(journal)) {
      let found = try currentCursor()
      if found.isSameEntry(as: cursor) { return true }
      if cursor.relation(of: found) == .after { return false }
    }
    return false
  }

  /// Goes to the first entry of the unit.
  private mutating func rewind() throws(JournalError) {
    try addMatches()
    try unsafe check("sd_journal_seek_head", sd_journal_seek_head(journal))
  }

  /// The place of the last entry of any unit; nil in an empty journal. Afterwards the reader has to
  /// go somewhere.
  private func endOfJournal() throws(JournalError) -> JournalCursor? {
    unsafe sd_journal_flush_matches(journal)
    try unsafe check("sd_journal_seek_tail", sd_journal_seek_tail(journal))
    guard try unsafe step("sd_journal_previous", sd_journal_previous(journal)) else { return nil }
    return try currentCursor()
  }

  /// Entries of the system's unit, or of the unit of that name of the user who runs this. Never
  /// those of another user: anybody can start a unit of any name in a session of their own.
  private func addMatches() throws(JournalError) {
    unsafe sd_journal_flush_matches(journal)
    try addMatch("_SYSTEMD_UNIT=" + unit)
    try unsafe check("sd_journal_add_disjunction", sd_journal_add_disjunction(journal))
    try addMatch("_SYSTEMD_USER_UNIT=" + unit)
    try addMatch("_UID=\(getuid())")
  }

  private func addMatch(_ match: String) throws(JournalError) {
    try unsafe check("sd_journal_add_match", sd_journal_add_match(journal, match, 0))
  }

  private func currentCursor() throws(JournalError) -> JournalCursor {
    var text: UnsafeMutablePointer<CChar>?
    try unsafe check("sd_journal_get_cursor", sd_journal_get_cursor(journal, &text))
    defer { unsafe free(text) }
    guard let text = unsafe text else { throw .failed(call: "sd_journal_get_cursor", code: EINVAL) }
    guard let cursor = unsafe JournalCursor(String(cString: text)) else {
      throw unsafe .badCursor(String(cString: text))
    }
    return cursor
  }

  /// The MESSAGE of the current entry; nil if it has none.
  private func currentMessage() throws(JournalError) -> [UInt8]? {
    var data: UnsafeRawPointer?
    var length = 0
    let result = unsafe sd_journal_get_data(journal, "MESSAGE", &data, &length)
    if result == -ENOENT { return nil }
    try check("sd_journal_get_data", result)
    let prefix = "MESSAGE=".utf8.count
    guard length >= prefix else { return nil }
    var bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: data, count: length).dropFirst(prefix))
    while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    for index in bytes.indices where bytes[index] == 0x0A { bytes[index] = 0x20 }
    return bytes
  }

  private func check(_ call: String, _ result: Int32) throws(JournalError) {
    if result < 0 { throw .failed(call: call, code: -result) }
  }

  private func step(_ call: String, _ result: Int32) throws(JournalError) -> Bool {
    try check(call, result)
    return result > 0
  }
}
