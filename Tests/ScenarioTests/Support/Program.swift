import FoundationEssentials
import Glibc
import Testing

/// The real program as a child process, in a directory of its own.
final class Program {
  let directory: String
  private var process: pid_t = 0

  /// `$SPENDWATCH_BINARY`, or the one beside the tests.
  static let binary: String = {
    if let path = getenv("SPENDWATCH_BINARY") { return String(cString: path) }
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let folder = own.split(separator: "/").dropLast().joined(separator: "/")
    let beside = "/" + folder + "/spendwatch"
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    return SourceTop.path + "/.build/debug/spendwatch"
  }()

  /// - Parameter directory: of its own; removed with it.
  init(configuration: String, directory: String? = nil) throws {
    self.directory =
      directory ?? "/tmp/spendwatch-scenario-\(UInt64.random(in: .min ... .max))"
    let directory = self.directory
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    try write("alerts.yaml", configuration)
  }

  deinit {
    kill()
    try? FileManager.default.removeItem(atPath: directory)
  }

  func path(_ name: String) -> String { directory + "/" + name }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path(name)), options: .atomic)
  }

  func append(_ name: String, _ text: String) { append(name, bytes: Array(text.utf8)) }

  func append(_ name: String, bytes whole: [UInt8]) {
    let descriptor = open(path(name), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    defer { close(descriptor) }
    var bytes = whole[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written <= 0 { return }
      bytes = bytes.dropFirst(written)
    }
  }

  func read(_ name: String) -> String {
    FileManager.default.contents(atPath: path(name)).map { String(decoding: $0, as: UTF8.self) }
      ?? ""
  }

  // MARK: The daemon

  func start(_ arguments: [String] = []) {
    process = spawn(["run", "--state-dir", path("state")] + arguments, output: "run.log")
  }

  func kill(_ signal: Int32 = SIGKILL) {
    guard process > 0 else { return }
    Glibc.kill(process, signal)
    _ = wait()
  }

  /// Sends a signal and goes on.
  func signal(_ signal: Int32) { Glibc.kill(process, signal) }

  /// Returns as soon as the program has a handler for a signal; gives up after some seconds.
  func awaitHandler(of signal: Int32) {
    let deadline = ContinuousClock.now + .seconds(20)
    while !catches(signal), ContinuousClock.now < deadline {}
  }

  private func catches(_ signal: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
      let mask = UInt64(line.dropFirst(7).filter { !$0.isWhitespace }, radix: 16)
    else { return false }
    return mask & (1 << UInt64(signal - 1)) != 0
  }

  /// Of the daemon; the kernel keeps 15 bytes of each.
  var threadNames: [String] {
    let directory = "/proc/\(process)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return threads.compactMap {
      try? String(contentsOfFile: "\(directory)/\($0)/comm", encoding: .utf8)
    }
  }

  @discardableResult
  func wait() -> Int32 {
    guard process > 0 else { return -1 }
    defer { process = 0 }
    return Self.wait(for: process)
  }

  // MARK: Commands

  /// Runs a command to its end. Its stdout is the answer.
  ///
  /// - Parameter namesState: whether the directory of the state is among the arguments.
  func run(
    _ arguments: [String], namesState: Bool = true
  ) -> (status: Int32, output: String) {
    let name = "output-\(UInt64.random(in: .min ... .max))"
    let state = namesState ? ["--state-dir", path("state")] : []
    let child = spawn(arguments + state, output: "commands.log", out: name)
    let status = Self.wait(for: child)
    return (status, read(name))
  }

  private func spawn(_ arguments: [String], output: String, out: String? = nil) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_APPEND
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, path(out ?? output), flags, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, path(output), flags, 0o644)
    let command = [Self.binary] + arguments + ["--config", path("alerts.yaml")]
    var pointers: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    // A state that somebody has at home belongs to another configuration, and is refused.
    let isOfHome = { (each: String) in
      ["HOME=", "XDG_STATE_HOME=", "STATE_DIRECTORY="].contains { each.hasPrefix($0) }
    }
    let environment =
      ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }.filter { !isOfHome($0) }
      + ["HOME=" + path("home")]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for variable in variables { free(variable) } }
    var child: pid_t = 0
    let result = posix_spawn(&child, Self.binary, &actions, nil, &pointers, &variables)
    #expect(result == 0, "cannot start \(Self.binary)")
    return child
  }

  private static func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }
}

enum SourceTop {
  static let path: String = {
    var parts = #filePath.split(separator: "/")
    parts.removeLast(4)
    return "/" + parts.joined(separator: "/")
  }()
}
