import Glibc

/// Looks at a state directory before anything is opened in it, and decides between "there is a
/// state", "there never was one" and "there was one".
enum StateDirectory {
  /// Creates the directory and its parents (for the owner alone) and checks that it can be written.
  static func prepare(_ paths: StatePaths) throws(StateError) {
    try create(paths.directory)
    var status = stat()
    guard unsafe stat(paths.directory, &status) == 0 else {
      throw StateError(errno: errno, path: paths.directory, call: "stat")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw StateError.notUsable(path: paths.directory, reason: "it is not a directory")
    }
    try checkOwner(status, path: paths.directory)
    guard unsafe access(paths.directory, R_OK | W_OK | X_OK) == 0 else {
      throw StateError.notUsable(
        path: paths.directory,
        reason: unsafe "it cannot be written (\(String(cString: strerror(errno))));"
          + " make it writable for user id \(geteuid()), or choose another with --state-dir")
    }
  }

  /// Whether there is a database. To be asked with the lock held.
  /// - Throws: ``StateError/missing`` when there was one; ``StateError/corrupt`` when it cannot be
  ///   one, which must be found before SQLite is: that takes an empty file for a new database and
  ///   throws its log away.
  static func hasDatabase(_ paths: StatePaths) throws(StateError) -> Bool {
    guard let status = try FileCalls.status(of: paths.database) else {
      if let sign = StatePaths.signOfState(among: try FileCalls.names(in: paths.directory)) {
        throw StateError.missing(path: paths.database, sign: sign)
      }
      return false
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StateError.notUsable(path: paths.database, reason: "it is not a regular file")
    }
    try checkOwner(status, path: paths.database)
    try checkHeader(paths.database)
    return true
  }

  /// The first 16 of the 100 bytes of a database header:
  /// https://www.sqlite.org/fileformat.html#the_database_header
  ///
  /// - Parameter copy: where to look, when that is a copy of what the error is about.
  static func checkHeader(_ path: String, copy: String? = nil) throws(StateError) {
    let head = try FileCalls.head(of: copy ?? path, count: 100) ?? []
    if head.isEmpty { throw StateError.corrupt(path: path, what: "it is empty") }
    if head.count < 100 { throw StateError.corrupt(path: path, what: "it is cut") }
    guard head.starts(with: "SQLite format 3\0".utf8) else {
      throw StateError.corrupt(path: path, what: "it is not a database")
    }
  }

  /// To be called with the lock held.
  static func removeStrays(_ paths: StatePaths) throws(StateError) {
    for name in StatePaths.strayNames(among: try FileCalls.names(in: paths.directory)) {
      try FileCalls.remove(paths.path(name))
    }
  }

  /// Leaves the sign that there was a state, and whose: of the configuration that starts it first,
  /// and of another only once that file is gone. One that names the directory for a single run must
  /// not lock the owner out. Synced, because a loss of power may take the database but not this;
  /// replaced as a whole, so that it is never there without its owner.
  static func mark(_ paths: StatePaths, configuration: String?) throws(StateError) {
    if try FileCalls.status(of: paths.marker) != nil {
      guard let configuration else { return }
      if let owner = StateOwner.read(paths.directory) {
        guard owner != configuration, unsafe access(owner, F_OK) != 0, errno == ENOENT else {
          return
        }
      }
    }
    let temporary = paths.marker + ".new"
    try FileCalls.write(
      "There is, or was, a state of spendwatch in this directory (spendwatch.db).\n"
        + "`spendwatch run --rebuild` begins a new one.\n"
        + (configuration.map { "\(StateOwner.prefix)\($0)\n" } ?? ""), to: temporary)
    try FileCalls.sync(temporary)
    try FileCalls.rename(temporary, to: paths.marker)
    try FileCalls.sync(paths.directory)
  }

  private static func create(_ directory: String) throws(StateError) {
    if unsafe mkdir(directory, 0o700) == 0 { return }
    switch errno {
    case EEXIST: return
    case ENOENT:
      guard let slash = directory.lastIndex(of: "/"), slash > directory.startIndex else { break }
      try create(String(directory[..<slash]))
      if unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
    default: break
    }
    throw StateError(errno: errno, path: directory, call: "mkdir")
  }

  /// Root could write into anybody's state, and would leave files there that its owner cannot.
  private static func checkOwner(_ status: stat, path: String) throws(StateError) {
    guard status.st_uid != geteuid() else { return }
    throw StateError.notUsable(
      path: path,
      reason: "it belongs to user id \(status.st_uid) and this process runs as \(geteuid());"
        + " run it as that user, or choose another directory with --state-dir")
  }
}
