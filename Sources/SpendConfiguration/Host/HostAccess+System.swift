import Glibc
package import SpendCore

/// The machine itself.
extension HostAccess {
  package static func system(environment: [String: String]) -> HostAccess {
    HostAccess(
      currentDirectory: systemCurrentDirectory(), environment: environment,
      readFile: { (path, limit) throws(FileFailure) in try systemRead(path, limit: limit) },
      mode: { path in
        var status = stat()
        return unsafe stat(path, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : nil
      },
      exists: { pattern in
        var status = stat()
        return systemPaths(pattern).contains { path in
          unsafe path.withCString { unsafe lstat($0, &status) == 0 }
        }
      }, obstacles: systemObstacles, files: systemFiles)
  }

  @Sendable
  private static func systemFiles(_ pattern: String) -> [(path: String, identity: String)] {
    systemPaths(pattern).compactMap { path in
      var status = stat()
      guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0,
        FileKind(mode: UInt32(status.st_mode)) == .file
      else { return nil }
      return (path.text, "\(status.st_dev):\(status.st_ino)")
    }
  }

  /// The paths that a pattern matches, as the daemon finds them: a name that exists as it is
  /// written is the only one.
  package static func systemPaths(_ pattern: String) -> [FilePath] {
    var status = stat()
    let isThere = unsafe lstat(pattern, &status) == 0
    if isThere, FileKind(mode: UInt32(status.st_mode)) != .directory { return [FilePath(pattern)] }
    return PathGlob(pattern).files(list: systemEntries)
  }

  private static func systemEntries(_ directory: FilePath) -> [DirectoryEntry] {
    guard let stream = unsafe directory.withCString({ unsafe opendir($0) }) else { return [] }
    defer { unsafe closedir(stream) }
    var entries: [DirectoryEntry] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe FilePath(cString: $0)
        }
      }
      guard name != ".", name != ".." else { continue }
      unsafe entries.append(
        DirectoryEntry(name, kind(entry.pointee.d_type, directory.appending(name))))
    }
    return entries
  }

  private static func kind(_ type: UInt8, _ path: FilePath) -> DirectoryEntry.Kind {
    var mode = mode_t(type) << 12
    if Int(type) == Int(DT_UNKNOWN) {
      var status = stat()
      mode =
        unsafe path.withCString { unsafe lstat($0, &status) } == 0 ? status.st_mode & S_IFMT : 0
    }
    return mode == S_IFDIR ? .directory : mode == S_IFLNK ? .link : .other
  }

  @Sendable
  private static func systemObstacles(_ pattern: String) -> [(path: String, reason: String)] {
    let isDeep = PathGlob(pattern).isDeep
    return systemPaths(pattern).compactMap { path in
      guard let obstacle = obstacle(path) else { return nil }
      // Below `**` a link to a directory is not followed, and no fault.
      return isDeep && obstacle == FileKind.directory.refusal ? nil : (path.text, obstacle)
    }
  }

  private static func obstacle(_ path: FilePath) -> String? {
    var status = stat()
    guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else {
      let code = errno
      guard unsafe path.withCString({ unsafe lstat($0, &status) }) == 0 else { return nil }
      return code == ENOENT
        ? "is a link to what is not there"
        : unsafe "cannot be looked at: \(String(cString: strerror(code)))"
    }
    var kind = FileKind(mode: UInt32(status.st_mode))
    if kind == .file, isStream(path) { kind = .stream }
    return kind == .file ? nil : kind.refusal
  }

  private static func isStream(_ path: FilePath) -> Bool {
    if FileKind.isStream(path) { return true }
    var target = [CChar](repeating: 0, count: 4097)
    let count = unsafe path.withCString { unsafe readlink($0, &target, target.count - 1) }
    guard count > 0 else { return false }
    return FileKind.isStream(FilePath(bytes: target[..<count].map(UInt8.init(bitPattern:))))
  }

  private static func systemCurrentDirectory() -> String {
    guard let text = unsafe getcwd(nil, 0) else { return "/" }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  /// Also reads pipes (`--config <(…)`), which have no size to look at beforehand.
  private static func systemRead(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    // Nobody may ever write into a FIFO: opening it must not wait for somebody.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    _ = fcntl(descriptor, F_SETFL, 0)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit {
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(errno)
      }
      bytes.append(contentsOf: buffer[..<count])
    }
    throw .tooLarge
  }

  private static func failure(_ code: Int32) -> FileFailure {
    switch code {
    case ENOENT, ENOTDIR: .missing
    case EACCES, EPERM: .denied
    case EISDIR: .isDirectory
    default: unsafe .other(String(cString: strerror(code)))
    }
  }
}
