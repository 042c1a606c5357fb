import Glibc

/// A database and its log, copied into a directory that only we can read.
struct PrivateCopy {
  private let directory: String
  var database: String { directory + "/" + StatePaths.databaseName }

  /// - Throws: ``StateError/io`` when the database changes faster than it can be copied.
  init(of source: String, in temporaryDirectory: String) throws(StateError) {
    var template = Array((temporaryDirectory + "/spendwatch-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
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
    for suffix in [""] + StatePaths.companions { unlink(database + suffix) }
    rmdir(directory)
  }

  private func copy(_ source: String) throws(StateError) {
    for attempt in 1...20 {
      let before = try Self.look(at: source)
      try FileCalls.copy(source, to: database)
      unlink(database + "-wal")
      if before[1] != nil { try FileCalls.copy(source + "-wal", to: database + "-wal") }
      if try Self.look(at: source) == before { return }
      usleep(UInt32(attempt) * 2000)
    }
    throw StateError.io(path: source, call: "copy", reason: "it changes all the time; try again")
  }

  /// What tells one content of the database and its log from another.
  private struct Look: Equatable {
    var inode: UInt
    var size: Int
    var seconds: Int
    var nanoseconds: Int
  }

  private static func look(at source: String) throws(StateError) -> [Look?] {
    var looks: [Look?] = []
    for path in [source, source + "-wal"] {
      let status = try FileCalls.status(of: path)
      looks.append(
        status.map {
          Look(
            inode: $0.st_ino, size: $0.st_size, seconds: $0.st_mtim.tv_sec,
            nanoseconds: $0.st_mtim.tv_nsec)
        })
    }
    return looks
  }
}
