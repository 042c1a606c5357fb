import Glibc
import SpendCore
import SpendTesting
import Status
import Tailing
import Testing

/// Exit statuses (SPEC 7), reload and the commands of a stopped daemon.
@Suite(.serialized) struct ExitStatusTests {
  static let configuration = "budgets:\n  - feature: f\n    daily: 10\n"

  @Test("A bad configuration is 78, a state in use 75, SIGTERM 0")
  func run() async throws {
    let program = try Program(configuration: Self.configuration)
    program.start()
    #expect(await eventually { program.isReady() })
    #expect(program.run(["run", "--once"]).status == 75)
    program.kill(SIGTERM)
    try program.write("alerts.yaml", "budgets:\n  - feature: f\n    dayly: 10\n")
    #expect(program.run(["run", "--once"]).status == 78)
    #expect(program.read("commands.log").contains("budgets[0].dayly: unknown key; did you mean"))
    try program.write("alerts.yaml", Self.configuration)
    program.start()
    #expect(await eventually { program.isReady() })
    let process = program
    process.kill(SIGTERM)
    #expect(process.read("run.log").contains("stopped"))
  }

  @Test("run --once reads what is there and exits with 0; status tells the level by --exit-code")
  func once() async throws {
    let program = try Program(configuration: Self.configuration)
    program.append("cost_events.jsonl", eventLine("f", cost: "7.999999999"))
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(program.run(["status", "--exit-code"]).status == 3)
    let status = try #require(program.status)
    #expect(!status.isRunning && status.totals.events == 1)
    #expect(status.budgets.first?.usedPermille == 799)
    program.append("cost_events.jsonl", eventLine("f", cost: "0.000000001"))
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(program.status?.budgets.first?.level == .soft)
    #expect(program.run(["verify"]).status == 0)
  }

  @Test("A report that cannot be written to its end is a failure")
  func lostReport() throws {
    let program = try Program(configuration: Self.configuration)
    program.append("cost_events.jsonl", eventLine("f", cost: "1"))
    let report = "'\(Program.binary)' report '\(program.path("cost_events.jsonl"))' 2>/dev/null"
    #expect(Shell.run("\(report) > /dev/full") == 1)
    #expect(Shell.run("set -o pipefail; \(report) | true") != 1)
  }

  /// What is at the path of a source, and how `run --once` ends.
  enum Unread: CaseIterable {
    case nothing
    case loop
    case fifo
    case directory
    case danglingLink
    case device
    case foreignArchive
    case cutArchive

    /// Where no file is, there is nothing that could be read.
    var status: Int32 { self == .foreignArchive || self == .cutArchive ? 1 : 0 }

    func make(at path: String) {
      switch self {
      case .nothing: break
      case .loop: #expect(symlink(path, path) == 0)
      case .fifo: #expect(mkfifo(path, 0o644) == 0)
      case .directory: #expect(mkdir(path, 0o755) == 0)
      case .danglingLink: #expect(symlink(path + ".target", path) == 0)
      case .device: #expect(symlink("/dev/null", path) == 0)
      case .foreignArchive: write([0x50, 0x4B, 3, 4, 20, 0, 0, 0, 8, 0], path)
      case .cutArchive: write(TestArchive.make([UInt8](0...200), .gzip).dropLast(9), path)
      }
    }

    private func write(_ bytes: some Collection<UInt8>, _ path: String) {
      let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
      let bytes = Array(bytes)
      #expect(Glibc.write(file, bytes, bytes.count) == bytes.count)
      close(file)
    }
  }

  @Test(
    "What is not read is named by every run --once and by verify; it ends with 1 where lines may be in it",
    arguments: Unread.allCases)
  func unreadable(unread: Unread) throws {
    let program = try Program(
      configuration: "sources: [cost_events.jsonl, other.jsonl]\n" + Self.configuration)
    unread.make(at: program.path("cost_events.jsonl"))
    for run in 1...2 {
      program.append("other.jsonl", eventLine("f", cost: "1"))
      #expect(program.run(["run", "--once"]).status == unread.status)
      let lines = program.read("commands.log").split(separator: "\n")
        .filter { $0.contains("/cost_events.jsonl") }
      #expect(unread == .nothing || lines.count { $0.contains("warning") } == run)
      let isUnread = unread.status != 0
      #expect(lines.count { $0.contains("not everything could be read: ") } == (isUnread ? run : 0))
      #expect(program.status?.totals.events == Int64(run))
    }
    #expect(program.run(["status"]).output.contains("not everything on disk is counted"))
    _ = program.run(["verify"])
    #expect(program.read("commands.log").contains("cannot be read: ") == (unread != .nothing))
  }

  @Test("A damaged archive that a source names is a gap, which status and verify say")
  func damagedArchive() throws {
    let program = try Program(
      configuration: "sources: [a.gz, '*.jsonl.gz']\n" + Self.configuration)
    let archive = TestArchive.make(Array(eventLine("f", cost: "1").utf8), .gzip)
    program.append("good.jsonl.gz", bytes: archive)
    for name in ["a.gz", "b.jsonl.gz"] {
      program.append(name, bytes: Array(archive.dropLast(20)))
      let old = timespec(tv_sec: time(nil) - 86_400, tv_nsec: 0)
      #expect(utimensat(AT_FDCWD, program.path(name), [old, old], 0) == 0)
    }
    for _ in 1...2 {
      #expect(program.run(["run", "--once"]).status == 0)
      #expect(program.status?.totals.gaps == 2 && program.status?.totals.events == 1)
      let text = program.run(["status"]).output
      #expect(text.contains("but something was lost before it was read; 2 gaps"), "\(text)")
      #expect(!text.contains("MISSING"), "\(text)")
    }
    #expect(program.run(["verify"]).status == 0)
    #expect(program.read("commands.log").contains("b.jsonl.gz cannot be decompressed"))
  }

  @Test("The exit code of a running daemon is that of the worst budget")
  func exitCode() async throws {
    let program = try Program(configuration: Self.configuration)
    program.start()
    for (cost, expected) in [("1", Int32(0)), ("7", 1), ("2", 2)] {
      program.append("cost_events.jsonl", eventLine("f", cost: cost))
      #expect(await eventually { program.run(["status", "--exit-code"]).status == expected })
    }
    program.kill(SIGTERM)
  }

  @Test("A reload is all or nothing, and keeps the spend")
  func reload() async throws {
    let program = try Program(configuration: Self.configuration)
    program.start()
    program.append("cost_events.jsonl", eventLine("f", cost: "5"))
    #expect(await eventually { program.status?.totals.events == 1 })
    try program.write("alerts.yaml", "budgets:\n  - feature: f\n    daily: ten\n")
    #expect(program.run(["reload", "--wait"]).status == 1)
    #expect(program.status?.budgets.first?.limit.description == "10.000000000")
    try program.write(
      "alerts.yaml",
      "budgets:\n  - feature: f\n    daily: 4\n  - name: all\n    per: []\n    monthly: 100\n")
    #expect(program.run(["reload", "--wait"]).status == 0)
    let budgets = try #require(program.status?.budgets)
    #expect(budgets.map(\.name) == ["f", "all"])
    #expect(budgets.map(\.spend.description) == ["5.000000000", "5.000000000"])
    // Lowered below what is spent: judged once, at once.
    #expect(await eventually { program.read("run.log").contains("HARD: f spent $5.00 of $4.00") })
    program.kill(SIGTERM)
    #expect(program.run(["reload", "--wait"]).status == 3)
  }
}
