import Glibc

/// Runs a program to its end and gives its exit status; what it says goes to /dev/null or a file.
enum Program {
  static func run(
    _ words: [String], environment: [String] = [], output: String = "/dev/null"
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var arguments = words.map { strdup($0) } + [nil]
    var variables =
      (["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] + environment)
      .map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var process: pid_t = 0
    let result = posix_spawn(&process, words[0], &actions, nil, &arguments, &variables)
    guard result == 0 else { throw TestFailure(call: "posix_spawn \(words[0])", code: result) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw TestFailure(call: "waitpid", code: errno) }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
  }
}

/// The checkout that the tests are built from.
enum Checkout {
  /// Tests/SystemdTests/Program.swift → the project.
  static let path = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  static func contents(of path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw TestFailure(call: "fopen \(path)", code: errno) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func write(_ text: String, to path: String, mode: mode_t = 0o644) throws {
    guard let file = fopen(path, "w") else { throw TestFailure(call: "fopen \(path)", code: errno) }
    defer { fclose(file) }
    guard fputs(text, file) >= 0, chmod(path, mode) == 0 else {
      throw TestFailure(call: "write \(path)", code: errno)
    }
  }
}
