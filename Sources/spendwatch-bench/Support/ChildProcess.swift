import Glibc

/// Another program as a child process. Ended by force when it is given up.
final class ChildProcess {
  let id: pid_t
  /// The reading end of its standard output; -1 when that goes nowhere.
  private(set) var output: Int32 = -1
  private var hasEnded = false

  /// - Parameters:
  ///   - arguments: the program first, found in `PATH`.
  ///   - environment: added to this process's.
  ///   - keepsOutput: its standard output can be read; its errors go to `errors` or nowhere.
  init(
    _ arguments: [String], environment: [String: String] = [:], keepsOutput: Bool = false,
    errors: String = "/dev/null"
  ) throws {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    var ends: [Int32] = [-1, -1]
    if keepsOutput {
      guard unsafe pipe(&ends) == 0 else { throw BenchFailure("no pipe to be had") }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    var strings = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var variables = unsafe Self.variables(environment).map { unsafe strdup($0) } + [nil]
    defer { unsafe (strings + variables).forEach { unsafe free($0) } }
    var child = pid_t()
    let code = unsafe posix_spawnp(&child, arguments[0], &actions, nil, &strings, &variables)
    if keepsOutput { close(ends[1]) }
    guard code == 0 else {
      if keepsOutput { close(ends[0]) }
      throw BenchFailure(unsafe "\(arguments[0]): \(String(cString: strerror(code)))")
    }
    id = child
    output = ends[0]
  }

  deinit {
    if !hasEnded {
      signal(SIGKILL)
      wait()
    }
    if output >= 0 { close(output) }
  }

  private static func variables(_ added: [String: String]) -> [String] {
    var list: [String] = []
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let pair = unsafe String(cString: text)
      if added[String(pair.prefix { $0 != "=" })] == nil { list.append(pair) }
      unsafe entry += 1
    }
    return list + added.map { "\($0.key)=\($0.value)" }
  }

  /// Somebody else ends it.
  func letGo() { hasEnded = true }

  func signal(_ number: Int32) { kill(id, number) }

  /// Its exit status; 128 + the signal that ended it.
  @discardableResult
  func wait() -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
    hasEnded = true
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  func stop() {
    signal(SIGTERM)
    wait()
  }

  /// Runs to the end; what it wrote to its standard output.
  static func run(_ arguments: [String], errors: String = "/dev/null") throws -> (
    status: Int32, output: String
  ) {
    let child = try ChildProcess(arguments, keepsOutput: true, errors: errors)
    let bytes = Bytes.all(of: child.output)
    return (child.wait(), String(decoding: bytes, as: UTF8.self))
  }

  /// Whether a program is in `PATH`.
  static func isInstalled(_ name: String) -> Bool {
    let paths = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
    return paths.split(separator: ":").contains { unsafe access("\($0)/\(name)", X_OK) == 0 }
  }
}
