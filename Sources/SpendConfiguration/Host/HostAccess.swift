import SpendCore

/// All that loading a configuration asks of the machine, so that tests can stand in for it.
package struct HostAccess: Sendable {
  /// Absolute; what a relative path of the configuration file itself is relative to.
  package var currentDirectory: String
  package var environment: [String: String]
  /// The bytes of a file of at most `limit` bytes; longer ones are ``FileFailure/tooLarge`` without
  /// having been read to their end.
  package var readFile: @Sendable (_ path: String, _ limit: Int) throws(FileFailure) -> [UInt8]
  /// Permission bits (`0o644`), nil when there is no such file.
  package var mode: @Sendable (_ path: String) -> UInt32?
  /// Whether a path exists, or a glob has a match.
  package var exists: @Sendable (_ pattern: String) -> Bool
  /// What a path or glob matches that is no file, with what is wrong about it: `is a FIFO, not a
  /// file; it is not read`.
  package var obstacles: @Sendable (_ pattern: String) -> [(path: String, reason: String)]
  /// The files that a path or glob matches, with what each is whatever its name.
  package var files: @Sendable (_ pattern: String) -> [(path: String, identity: String)]

  package init(
    currentDirectory: String, environment: [String: String],
    readFile: @escaping @Sendable (_ path: String, _ limit: Int) throws(FileFailure) -> [UInt8],
    mode: @escaping @Sendable (_ path: String) -> UInt32?,
    exists: @escaping @Sendable (_ pattern: String) -> Bool,
    obstacles: @escaping @Sendable (_ pattern: String) -> [(path: String, reason: String)] = { _ in
      []
    },
    files: @escaping @Sendable (_ pattern: String) -> [(path: String, identity: String)] = { _ in
      []
    }
  ) {
    self.currentDirectory = currentDirectory
    self.environment = environment
    self.readFile = readFile
    self.mode = mode
    self.exists = exists
    self.obstacles = obstacles
    self.files = files
  }

  /// Where the compiled time zones are: `$TZDIR`, or where every distribution has them.
  var zoneDirectory: String {
    environment["TZDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/share/zoneinfo"
  }

  /// The zones of the system, for times in logs that name one.
  var namedZones: ZoneDirectory {
    let (read, directory) = (readFile, zoneDirectory)
    return ZoneDirectory { name in
      guard let bytes = try? read("\(directory)/\(name)", 1 << 20) else { return nil }
      return TimeZoneRules(name: name, tzif: bytes)
    }
  }

  /// `path` made absolute against a directory, without `.` and doubled slashes, so that one file
  /// has one spelling. `..` stays: after a symbolic link it is not what it looks like.
  static func absolute(_ path: String, in directory: String) -> String {
    let full = path.hasPrefix("/") ? path : directory + "/" + path
    let parts = full.split(separator: "/").filter { $0 != "." }
    return "/" + parts.joined(separator: "/")
  }

  /// The directory of an absolute path.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }
}
