import Glibc
import SpendCore
import Status
import Testing

/// Signals at moments at which no service listens yet, or any more.
@Suite(.serialized) struct SignalTests {
  static let configuration = "budgets:\n  - feature: f\n    daily: 10\n"

  @Test("Asked to stop at any moment of its start, it ends with 0", arguments: [SIGTERM, SIGINT])
  func stopEarly(signal: Int32) throws {
    let program = try Program(configuration: Self.configuration)
    for round in 0..<15 {
      program.start()
      program.awaitHandler(of: signal)
      // From its first instruction to where it is ready.
      usleep(UInt32(round * round * 200))
      program.signal(signal)
      #expect(program.wait() == 0, "round \(round)")
    }
  }

  @Test("It holds its signals before it has said or read anything")
  func first() throws {
    let program = try Program(configuration: Self.configuration)
    var hasSpoken = 0
    for _ in 0..<10 {
      try program.write("run.log", "")
      program.start()
      program.awaitHandler(of: SIGTERM)
      if !program.read("run.log").isEmpty { hasSpoken += 1 }
      program.kill(SIGTERM)
    }
    // Looking from outside may come late now and then.
    #expect(hasSpoken < 10)
  }

  /// Whether a file system can be mounted: by root, and not in every container.
  static let canMount =
    Shell.run(
      "unshare -m mount -t tmpfs none /mnt 2>/dev/null && test $(id -u) = 0") == 0

  @Test(
    "Asked to stop on a full disk, it says what the next start reads again",
    .enabled(if: canMount, "a small file system cannot be mounted here"))
  func stopOnFullDisk() async throws {
    let program = try Program(configuration: Self.configuration)
    let (state, log) = (program.path("state"), "cost_events.jsonl")
    let mount = "mount -t tmpfs -o size=1m,mode=700 none"
    #expect(Shell.run("mkdir '\(state)' && \(mount) '\(state)'") == 0)
    defer { _ = Shell.run("umount -l '\(state)'") }
    program.append(log, eventLine("f", cost: "1"))
    program.start()
    #expect(await eventually { program.isReady() })
    #expect(Shell.run("cat /dev/zero > '\(state)/ballast' 2>/dev/null") != 0)
    let lines = (0..<2000).map { eventLine("a feature that takes its room \($0)", cost: "0.001") }
    program.append(log, lines.joined())
    #expect(await eventually { program.read("run.log").contains("reading and alerting go on") })
    program.signal(SIGTERM)
    #expect(program.wait() == 0)
    let said = program.read("run.log")
    let after = said.firstRange(of: "could not be committed (")?.upperBound ?? said.endIndex
    #expect(said.contains("what came after 20"), "\(said)")
    #expect(said[after...].contains("the next start reads it again"), "\(said)")
    #expect(said[after...].contains("stopped"))
    #expect(Shell.run("rm '\(state)/ballast'") == 0)
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(program.status?.totals.events == 2001)
    #expect(!program.read("commands.log").contains("could not be committed"))
  }

  @Test("A reload that is asked for while it starts neither ends it nor is forgotten")
  func reloadEarly() async throws {
    let program = try Program(configuration: Self.configuration)
    program.start()
    program.awaitHandler(of: SIGHUP)
    program.signal(SIGHUP)
    #expect(await eventually { program.isReady() })
    #expect(await eventually { program.read("run.log").contains("configuration reloaded") })
    program.signal(SIGTERM)
    #expect(program.wait() == 0)
  }

  @Test("Asked again and again while it stops, it ends with 0")
  func stopAgain() async throws {
    let program = try Program(configuration: Self.configuration)
    for signal in [SIGTERM, SIGINT] {
      program.start()
      #expect(await eventually { program.isReady() })
      program.signal(signal)
      // A process that has ended and is not waited for takes signals without effect.
      for _ in 0..<2000 {
        program.signal(signal)
        usleep(50)
      }
      #expect(program.wait() == 0)
    }
  }
}
