import Glibc

/// Runs a command with the user and sandbox of an installed unit, as a transient unit of its
/// own (systemd-run(1)).
///
/// Everything of the unit's `[Service]` section is taken over but what starts, watches or
/// restarts it, and the directories that systemd removes when a unit ends: the running service
/// would lose its socket.
package enum ServiceSandbox {
  private static let leftOut = [
    "Exec", "Type", "Restart", "Watchdog", "Notify", "Timeout", "Standard", "RuntimeDirectory",
    "StateDirectory", "CacheDirectory", "LogsDirectory", "ConfigurationDirectory", "OOM", "PIDFile",
    "RemainAfterExit", "Success", "FileDescriptorStore", "RefreshOnReload",
  ]

  /// The settings of the `[Service]` section of `systemctl cat`, drop-ins included, as `Key=value`.
  package static func properties(of unit: String) -> [String] {
    var isService = false
    var properties: [String] = []
    for line in unit.split(separator: "\n") {
      let text = String(line).trimmingSpaces
      if text.hasPrefix("[") {
        isService = text == "[Service]"
      } else if isService, !text.hasPrefix("#"), !text.hasPrefix(";"), text.contains("="),
        !leftOut.contains(where: { text.hasPrefix($0) })
      {
        properties.append(text)
      }
    }
    return properties
  }

  /// The command line that does it.
  package static func command(unit: String, running arguments: [String]) -> [String] {
    ["systemd-run", "--quiet", "--wait", "--pipe", "--collect"]
      + properties(of: unit).flatMap { ["--property", $0] } + ["--"] + arguments
  }

  /// Runs a program to its end, with this process's stdio; its exit status, or nil when it cannot
  /// be run. With `capturing`, what it writes to stdout is handed back instead.
  package static func run(_ arguments: [String], capturing: Bool = false) -> (
    status: Int32, output: String
  )? {
    var ends: [Int32] = [-1, -1]
    if capturing {
      guard unsafe pipe(&ends) == 0 else { return nil }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if capturing { unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) }
    var pointers: [UnsafeMutablePointer<CChar>?] =
      unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    var child: pid_t = 0
    let result = unsafe posix_spawnp(&child, arguments[0], &actions, nil, &pointers, environ)
    if capturing { close(ends[1]) }
    defer { if capturing { close(ends[0]) } }
    guard result == 0 else { return nil }
    let output = capturing ? readAll(ends[0]) : ""
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    return (status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F, output)
  }

  private static func readAll(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count > 0 { bytes += buffer[..<count] } else if count == 0 || errno != EINTR { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
