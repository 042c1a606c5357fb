import SpendCore

/// Moves a state out of the way for `run --rebuild`: to `spendwatch.db.set-aside-TIME`, with what
/// SQLite keeps beside it. Nothing is deleted.
///
/// The database goes first and the marker last. Killed in between, the directory says "there was a
/// state" and every start refuses, until a second `--rebuild` finishes the work; it never looks
/// like a first start, and a database never stands there without its log.
enum SetAside {
  /// - Parameter time: wall time, for the name.
  /// - Returns: the name of the database that was set aside; nil when there was none.
  static func run(_ paths: StatePaths, at time: Timestamp) throws(StateError) -> String? {
    let names = Set(try FileCalls.names(in: paths.directory))
    let hasDatabase = names.contains(StatePaths.databaseName)
    // What is beside a database that is gone belongs to the one that was set aside last, if that
    // lacks it.
    let unfinished = StatePaths.setAsideNames(among: Array(names)).last {
      !names.contains($0 + "-wal")
    }
    var target = freeName(at: time, names: names)
    if hasDatabase {
      try FileCalls.rename(paths.database, to: paths.path(target))
    } else if let unfinished {
      target = unfinished
    }
    for companion in StatePaths.companions where names.contains(StatePaths.databaseName + companion)
    {
      try FileCalls.rename(paths.database + companion, to: paths.path(target + companion))
    }
    // A backup of a migration would stay a sign of a state; it is as old as what it was made from.
    for name in names where name.hasPrefix(StatePaths.databaseName + ".v") {
      guard name.hasSuffix(".backup") else { continue }
      try FileCalls.rename(paths.path(name), to: paths.path(name + "-" + suffix(at: time)))
    }
    try FileCalls.sync(paths.directory)
    try FileCalls.remove(paths.marker)
    try FileCalls.sync(paths.directory)
    return hasDatabase ? target : unfinished
  }

  private static func freeName(at time: Timestamp, names: Set<String>) -> String {
    let name = StatePaths.setAsidePrefix + suffix(at: time)
    guard names.contains(name) else { return name }
    var number = 2
    while names.contains("\(name)-\(number)") { number += 1 }
    return "\(name)-\(number)"
  }

  /// `20261121T142100Z`.
  private static func suffix(at time: Timestamp) -> String {
    time.secondsText.filter { $0 != "-" && $0 != ":" }
  }
}
