import Glibc
import Testing

/// What happens to log files, with the real program: every event is counted once, and a rotation
/// that destroys nothing declares neither a gap nor an unverified end. Each scenario runs with the
/// program alive, killed and restarted after every step, and down during all steps but the first.
@Suite(.serialized) struct RotationScenarioTests {
  enum Mode: CaseIterable { case alive, killed, down }

  struct Scenario: Sendable, CustomStringConvertible {
    var description: String
    var source = NumberedProgram.log
    var rotated = "[]"
    var steps: [@Sendable (NumberedProgram) -> Void]
  }

  static let log = NumberedProgram.log

  @Test("Every event is counted once", arguments: scenarios, Mode.allCases)
  func exact(_ scenario: Scenario, _ mode: Mode) async throws {
    let numbered = try NumberedProgram(source: scenario.source, rotated: scenario.rotated)
    let program = numbered.program
    for (index, step) in scenario.steps.enumerated() {
      step(numbered)
      switch mode {
      case .alive:
        guard index == 0 else { continue }
        program.start()
        #expect(await numbered.isComplete())
      case .killed:
        program.kill()
        program.start()
      case .down:
        guard index == 0 else { continue }
        program.start()
        #expect(await numbered.isComplete())
        program.kill()
      }
    }
    if mode == .down { program.start() }
    #expect(await numbered.isComplete())
    program.kill()
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(numbered.difference(program.status) == nil)
    #expect(program.run(["verify"]).status == 0)
  }

  @Test(
    "Names that say nothing are found, alive twice between two looks", arguments: [false, true])
  func strangeNames(isDown: Bool) async throws {
    let numbered = try NumberedProgram(source: NumberedProgram.log, rotated: "[]")
    let program = numbered.program
    numbered.append(20)
    program.start()
    #expect(await numbered.isComplete())
    if isDown { program.kill() }
    numbered.append()
    numbered.move(NumberedProgram.log, "@400000006567a2b31badcafe.s")
    numbered.append()
    if !isDown {
      numbered.move(NumberedProgram.log, "20261128-0530-01-cost_events.jsonl")
      numbered.append()
    }
    if isDown { program.start() }
    #expect(await numbered.isComplete())
    program.kill()
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(numbered.difference(program.status) == nil)
    #expect(program.run(["verify"]).status == 0)
  }

  private static let scenarios = renames + accidents + archives + copies + places

  private static let renames = [
    Scenario(
      description: "several rotations by rename, faster than anybody reads",
      steps: [
        { $0.append() },
        { log in
          for _ in 0..<4 {
            log.append()
            log.rotate()
          }
        },
        { $0.append() },
      ]),
    Scenario(
      description: "late writers on the renamed file",
      steps: [
        { $0.append() }, { $0.rotate() }, { $0.append(to: log + ".1") }, { $0.append() },
        { $0.append(to: log + ".1") },
      ]),
    Scenario(
      description: "dated names, also before the ending",
      steps: [
        { $0.append() },
        {
          $0.append()
          $0.move(log, log + "-20260501")
        },
        { $0.append() },
        { $0.move(log, "cost_events-20260502.jsonl") },
        { $0.append() },
      ]),
    Scenario(
      description: "half a line, rotated away and completed there",
      steps: [
        { log in
          log.append()
          let line = log.lines()
          log.program.append("rest", String(line.dropFirst(30)))
          log.program.append(Self.log, String(line.prefix(30)))
          log.program.append(Self.log, log.program.read("rest"))
        },
        { log in
          let line = log.lines()
          log.program.append("half", String(line.dropFirst(30)))
          log.program.append(Self.log, String(line.prefix(30)))
        },
        { $0.rotate() },
        { $0.program.append(log + ".1", $0.program.read("half")) },
        { $0.append() },
      ]),
  ]

  private static let archives = [
    Scenario(
      description: "compressed after the rotation, both files there for a while",
      steps: [
        { $0.append() },
        {
          $0.append()
          $0.rotate()
        },
        { $0.compress(log + ".1") },
        { $0.append() },
        { $0.remove(log + ".1") },
        { $0.append() },
      ]),
    Scenario(
      description: "an archive of several members that is half written at first",
      steps: [
        { $0.append() },
        { log in
          log.append()
          log.rotate()
          log.program.append("a", String(log.program.read(Self.log + ".1").prefix(200)))
          log.program.append("b", String(log.program.read(Self.log + ".1").dropFirst(200)))
          for name in ["a", "b"] { log.compress(name) }
          let directory = log.program.directory
          #expect(
            Shell.run("cd '\(directory)' && cat a.gz b.gz > c && head -c 60 c > \(Self.log).1.gz")
              == 0)
        },
        { $0.append() },
        {
          #expect(Shell.run("cd '\($0.program.directory)' && cat c > \(log).1.gz") == 0)
          $0.remove(log + ".1")
        },
        { $0.append() },
      ]),
  ]

  private static let copies = [
    Scenario(
      description: "copytruncate, and grown beyond the old size at once",
      steps: [
        { $0.append() },
        {
          $0.append()
          $0.copyTruncate()
          $0.append(20)
        },
        { $0.copyTruncate() },
        { $0.append(2) },
      ]),
    Scenario(
      description: "a copy that is empty for a moment before it is filled",
      steps: [
        { $0.append() },
        { $0.program.append(log + ".1", "") },
        { $0.append() },
        {
          $0.program.append(log + ".1", $0.program.read(log))
          $0.cut()
        },
        { $0.append() },
      ]),
    Scenario(
      description: "backups beside the file, with names of rotated files and without",
      steps: [
        { $0.append() },
        { for name in [".bak", "~", ".orig", ".1"] { $0.copy(log, log + name) } },
        { $0.append() },
        { link($0.program.path(log), $0.program.path(log + "-20260101")) },
        { $0.append() },
      ]),
    Scenario(
      description: "replaced by a longer copy of itself",
      steps: [
        { $0.append() },
        {
          $0.copy(log, "new")
          $0.append(to: "new")
          $0.move("new", log)
        },
        { $0.append() },
      ]),
  ]

  private static let places = [
    Scenario(
      description: "rotated into another directory and compressed there",
      rotated: "[\"old/*\"]",
      steps: [
        {
          mkdir($0.program.path("old"), 0o755)
          $0.append()
        },
        {
          $0.append()
          $0.move(log, "old/\(log).1")
        },
        { $0.append() },
        {
          $0.compress("old/\(log).1")
          $0.remove("old/\(log).1")
        },
        { $0.append() },
      ]),
    Scenario(
      description: "a glob in which files appear and rotate", source: "app-*.jsonl",
      steps: [
        { $0.append(to: "app-a.jsonl") },
        { $0.append(to: "app-b.jsonl") },
        {
          $0.append(to: "app-a.jsonl")
          $0.move("app-a.jsonl", "app-a.jsonl.1")
        },
        { $0.append(to: "app-a.jsonl") },
      ]),
    Scenario(
      description: "two files of a glob that change their names", source: "app-*.jsonl",
      steps: [
        {
          $0.append(3, to: "app-a.jsonl")
          $0.append(4, to: "app-b.jsonl")
        },
        {
          $0.move("app-a.jsonl", "t")
          $0.move("app-b.jsonl", "app-a.jsonl")
          $0.move("t", "app-b.jsonl")
        },
        { $0.append(to: "app-a.jsonl") },
      ]),
    Scenario(
      description: "a directory that is moved away and back", source: "a/b/c.jsonl",
      steps: [
        {
          mkdir($0.program.path("a"), 0o755)
          mkdir($0.program.path("a/b"), 0o755)
          $0.append(to: "a/b/c.jsonl")
        },
        { $0.move("a", "away") },
        {
          $0.append(to: "away/b/c.jsonl")
          $0.move("away", "a")
        },
        { $0.append(to: "a/b/c.jsonl") },
      ]),
    Scenario(
      description: "a directory that is missing at first", source: "a/b/c.jsonl",
      steps: [
        { _ in },
        {
          mkdir($0.program.path("a"), 0o755)
          mkdir($0.program.path("a/b"), 0o755)
          $0.append(to: "a/b/c.jsonl")
        },
        { $0.move("a/b/c.jsonl", "a/b/c.jsonl.1") },
        { $0.append(to: "a/b/c.jsonl") },
      ]),
  ]
}
