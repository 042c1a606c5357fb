import Glibc

/// A database and its log, copied into a directory that only we can read.
struct PrivateCopy {
  private let directory: String
  var database: String { directory + "/" + StatePaths.databaseName }

  /// - Throws: ``StateError/io`` when the database changes faster than it can be copied.
  init(of source: String, in temporaryDirectory: String) throws(StateError) {
    var template = Array((temporaryDirectory + "/spendwatch-XXXXXX").utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw StateError(errno: errno, path: temporaryDirectory, call: "mkdtemp")
    }
    directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    do {
      try copy(source)
    } catch {
      remove()
      throw error
    }
  }

  func remove() {
    for suffix in [""] + StatePaths.companions { unsafe unlink(database + suffix) }
    unsafe rmdir(directory)
  }

  private func copy(_ source: String) throws(StateError) {
    for attempt in 1...20 {
      let before = try Self.look(at: source)
      try FileCalls.copy(source, to: database)
      unsafe unlink(database + "-wal")
      if before?.logInode != nil { try FileCalls.copy(source + "-wal", to: database + "-wal") }
      if try Self.look(at: source) == before { return }
      usleep(UInt32(attempt) * 2000)
    }
    throw StateError.io(path: source, call: "copy", reason: "it changes all the time; try again")
  }

  /// What tells one content of the database from another, and of its log whether it was begun anew:
  /// commits only append to it, so a copy holds as many of them as were whole by then.
  ///
  /// A checkpoint writes into the database, and the first commit after it begins the log with
  /// another header ("WAL Format", sqlite.org/fileformat2.html).
  private struct Look: Equatable {
    var inode: UInt
    var size: Int
    var seconds: Int
    var nanoseconds: Int
    var logInode: UInt?
    var logHeader: [UInt8]?
  }

  private static func look(at source: String) throws(StateError) -> Look? {
    guard let status = try FileCalls.status(of: source) else { return nil }
    let log = source + "-wal"
    return Look(
      inode: status.st_ino, size: status.st_size, seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec, logInode: try FileCalls.status(of: log)?.st_ino,
      logHeader: try FileCalls.head(of: log, count: 32))
  }
}
