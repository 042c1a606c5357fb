import FoundationEssentials
import Glibc
import Testing

/// The real logrotate in its usual configurations, with the program alive, killed around every
/// rotation, and run by cron between them.
@Suite(
  .serialized,
  .enabled("logrotate is not installed") {
    FileManager.default.isExecutableFile(atPath: "/usr/sbin/logrotate")
  })
struct LogrotateTests {
  private static let logrotate = "/usr/sbin/logrotate"
  private static let log = NumberedProgram.log

  enum Mode: CaseIterable { case alive, killed, cron }

  struct Directives: Sendable, CustomStringConvertible {
    var description: String
    /// Somebody writes to the rotated file for a while.
    var hasLateWriter = false
    var rotated = "[]"

    init(_ description: String, hasLateWriter: Bool = false, rotated: String = "[]") {
      (self.description, self.hasLateWriter, self.rotated) = (description, hasLateWriter, rotated)
    }
  }

  static let directives = [
    Directives("create", hasLateWriter: true),
    Directives("nocreate\nmissingok\ncompress"),
    Directives("create\ncompress\ndelaycompress", hasLateWriter: true),
    Directives("create\ncompress\ndateext\ndateformat -%Y%m%d-%s"),
    Directives("create\nextension .jsonl\ncompress\ndelaycompress", hasLateWriter: true),
    Directives("create\ncompress\nolddir old", rotated: "[\"old/*\"]"),
    Directives("copytruncate"),
    Directives("copytruncate\ncompress"),
  ]

  @Test("Every event is counted once", arguments: directives, Mode.allCases)
  func exact(_ directives: Directives, _ mode: Mode) async throws {
    let numbered = try NumberedProgram(rotated: directives.rotated)
    let program = numbered.program
    let rules = "\(program.path(Self.log)) {\nrotate 20\n\(directives)\n}\n"
    try program.write("logrotate.conf", rules)
    mkdir(program.path("old"), 0o755)
    if mode != .cron { program.start() }
    for round in 0..<3 {
      numbered.append(20)
      if mode == .alive { #expect(await numbered.isComplete()) }
      let late = open(program.path(Self.log), O_WRONLY | O_APPEND | O_CLOEXEC)
      if mode == .killed { program.kill() }
      rotate(program)
      if mode == .killed, round != 1 { program.start() }
      if directives.hasLateWriter { write(numbered.lines(2), to: late) }
      close(late)
      numbered.append(2)
      if mode == .cron { #expect(program.run(["run", "--once"]).status == 0) }
      // Names with the second in them.
      if directives.description.contains("%s") { try await Task.sleep(for: .seconds(1)) }
    }
    if mode == .killed { program.kill() }
    if mode != .alive { program.start() }
    #expect(await numbered.isComplete())
    #expect(numbered.difference(program.status) == nil)
    #expect(program.run(["verify"]).status == 0)
  }

  private func rotate(_ program: Program) {
    let command =
      "cd '\(program.directory)' && \(Self.logrotate) -f -s logrotate.state logrotate.conf"
    #expect(Shell.run(command) == 0)
  }

  private func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
  }
}
