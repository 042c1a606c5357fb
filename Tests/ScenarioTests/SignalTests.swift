import Glibc
import SpendCore
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
