import Glibc
import SpendCore

/// The machine itself.
extension Surroundings {
  package static func system(environment: [String: String]) -> Surroundings {
    Surroundings(
      currentDirectory: systemCurrentDirectory(), environment: environment,
      readFile: { (path, limit) throws(FileFailure) in try systemRead(path, limit: limit) },
      mode: { path in
        var status = stat()
        return stat(path, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : nil
      },
      exists: { pattern in
        var status = stat()
        if lstat(pattern, &status) == 0 { return true }
        var found = glob_t()
        defer { globfree(&found) }
        return glob(pattern, GLOB_NOSORT, nil, &found) == 0 && found.gl_pathc > 0
      }, obstacle: systemObstacle, files: systemFiles)
  }

  @Sendable
  private static func systemFiles(_ pattern: String) -> [(path: String, identity: String)] {
    var found = glob_t()
    defer { globfree(&found) }
    var paths = [pattern]
    if glob(pattern, 0, nil, &found) == 0, let names = found.gl_pathv {
      paths = (0..<Int(found.gl_pathc)).compactMap { names[$0].map { String(cString: $0) } }
    }
    return paths.compactMap { path in
      var status = stat()
      guard stat(path, &status) == 0, FileKind(mode: UInt32(status.st_mode)) == .file else {
        return nil
      }
      return (path, "\(status.st_dev):\(status.st_ino)")
    }
  }

  @Sendable
  private static func systemObstacle(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let code = errno
      guard lstat(path, &status) == 0 else { return nil }
      return code == ENOENT
        ? "is a link to what is not there"
        : "cannot be looked at: \(String(cString: strerror(code)))"
    }
    var kind = FileKind(mode: UInt32(status.st_mode))
    if kind == .file, isStream(path) { kind = .stream }
    return kind == .file ? nil : kind.refusal
  }

  private static func isStream(_ path: String) -> Bool {
    if FileKind.isStream(FilePath(path)) { return true }
    var target = [CChar](repeating: 0, count: 4097)
    let count = readlink(path, &target, target.count - 1)
    guard count > 0 else { return false }
    return FileKind.isStream(FilePath(bytes: target[..<count].map(UInt8.init(bitPattern:))))
  }

  private static func systemCurrentDirectory() -> String {
    guard let text = getcwd(nil, 0) else { return "/" }
    defer { free(text) }
    return String(cString: text)
  }

  /// Also reads pipes (`--config <(…)`), which have no size to look at beforehand.
  private static func systemRead(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit {
      let count = read(descriptor, &buffer, buffer.count)
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
    default: .other(String(cString: strerror(code)))
    }
  }
}
