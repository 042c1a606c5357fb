/// Why the state cannot be used. Every text says what failed, on which path, and what to do about
/// it.
package enum StateError: Error, Hashable, Sendable {
  /// Another daemon holds the state directory; its process id where it is known.
  case inUse(directory: String, pid: Int32?)
  /// The directory or a file in it cannot be worked with as it is: no permission, read-only, not a
  /// directory, somebody else's.
  case notUsable(path: String, reason: String)
  /// It counts for another configuration, and nobody said that it is meant.
  case otherConfiguration(directory: String, owner: String, asked: String)
  /// There is no state to read (only for readers; a daemon creates one).
  case absent(path: String)
  /// There was a state, and its database is gone.
  case missing(path: String, sign: String)
  /// Cut, damaged, or not a state at all.
  case corrupt(path: String, what: String)
  /// Written by a later version of spendwatch.
  case newer(path: String, schemaVersion: Int, known: Int)
  /// A commit that does not follow the last one: a mistake of the caller.
  case outOfOrder(path: String, sequence: UInt64, last: UInt64)
  /// No space left; nothing of the commit was kept.
  case full(path: String, call: String)
  /// An input or output error, or a lock that somebody else holds for a moment.
  case io(path: String, call: String, reason: String)

  /// Whether the same commit may succeed later without anybody doing anything to the state itself:
  /// the disk is full, fails, or has become read-only.
  package var isTransient: Bool {
    switch self {
    case .full, .io, .notUsable: true
    default: false
    }
  }

  /// Whether waiting may help at the start: a disk that gets room, a process that ends.
  package var mayPass: Bool {
    switch self {
    case .full, .io, .inUse: true
    default: false
    }
  }

  /// Whether `spendwatch run --rebuild` is the way out.
  package var asksForRebuild: Bool {
    switch self {
    case .missing, .corrupt: true
    default: false
    }
  }
}

extension StateError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .inUse(let directory, let pid):
      let holder = pid.map { "process \($0)" } ?? "another process"
      return "state directory \(directory) is in use by \(holder);"
        + " stop that one, or give this one its own with --state-dir"
    case .notUsable(let path, let reason):
      return "state at \(path) is not usable: \(reason)"
    case .otherConfiguration(let directory, let owner, let asked):
      return "state directory \(directory) belongs to \(owner), not to \(asked); name a state of"
        + " its own with --state-dir, or with --state-dir \(directory) this one if it is meant"
    case .absent(let path):
      return "no state at \(path); `spendwatch run` creates it (or name the directory with"
        + " --state-dir)"
    case .missing(let path, let sign):
      return "state database \(path) is missing, though \(sign) shows that there was one;"
        + " restore it, or let `spendwatch run --rebuild` count again from the files"
    case .corrupt(let path, let what):
      return "state database \(path) is damaged (\(what)); restore a copy of it, or let"
        + " `spendwatch run --rebuild` set it aside and count again from the files"
    case .newer(let path, let version, let known):
      return "state database \(path) has schema version \(version), this spendwatch knows"
        + " versions up to \(known); install the version that wrote it, or a later one"
    case .outOfOrder(let path, let sequence, let last):
      return "commit \(sequence) does not follow commit \(last) of state database \(path)"
    case .full(let path, let call):
      return "no space left for the state at \(path) (\(call)); nothing is lost as long as the"
        + " sources are kept; free some space"
    case .io(let path, let call, let reason):
      return "state at \(path): \(call) failed: \(reason)"
    }
  }
}
