import FoundationEssentials
import Glibc
import SpendCore
import Status
import Testing

/// What happens to the state directory, with the real program: damage is refused with 75 and a
/// hint, never answered with an empty start; whatever is accepted leads to the same totals.
@Suite(.serialized) struct StateScenarioTests {
  private static let log = NumberedProgram.log

  /// A state of 30 events, stopped.
  private static func counted() throws -> NumberedProgram {
    let numbered = try NumberedProgram()
    numbered.append(30)
    #expect(numbered.program.run(["run", "--once"]).status == 0)
    #expect(numbered.difference(numbered.program.status) == nil)
    return numbered
  }

  enum Damage: CaseIterable { case empty, garbage, cut, deleted }

  @Test("A damaged database is refused with 75 and the way out", arguments: Damage.allCases)
  func damage(_ damage: Damage) throws {
    let numbered = try Self.counted()
    let program = numbered.program
    let database = "state/spendwatch.db"
    switch damage {
    case .empty: numbered.cut(database)
    case .garbage: try program.write(database, String(repeating: "no database ", count: 5000))
    case .cut: truncate(program.path(database), 6000)
    case .deleted: numbered.remove(database)
    }
    for name in ["-wal", "-shm"] { numbered.remove(database + name) }
    #expect(program.run(["run", "--once"]).status == 75)
    #expect(program.read("commands.log").contains("run --rebuild"))
    #expect(program.run(["run", "--once", "--rebuild"]).status == 0)
    #expect(numbered.difference(program.status) == nil)
  }

  @Test("One bit of damage anywhere is refused or harmless")
  func bits() throws {
    let numbered = try Self.counted()
    let program = numbered.program
    let database = "state/spendwatch.db"
    let good = try #require(FileManager.default.contents(atPath: program.path(database)))
    let wal = FileManager.default.contents(atPath: program.path(database + "-wal"))
    #expect(wal?.isEmpty ?? true)
    let seed = UInt64.random(in: .min ... .max)
    var random = seed
    for _ in 0..<12 {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let place = Int(random >> 33) % good.count
      var bad = Array(good)
      bad[place] ^= 1 << UInt8(random >> 61)
      for name in ["", "-wal", "-shm"] { numbered.remove(database + name) }
      program.append(database, bytes: bad)
      let status = program.run(["run", "--once"]).status
      #expect(status == 0 || status == 75, "seed \(seed), byte \(place)")
      if status == 0, let report = program.status {
        #expect(numbered.difference(report) == nil, "seed \(seed), byte \(place)")
      }
    }
  }

  @Test("An older copy of the state goes on from there to the same totals")
  func restored() throws {
    let numbered = try Self.counted()
    let program = numbered.program
    let directory = program.directory
    #expect(Shell.run("cp -a '\(directory)/state' '\(directory)/backup'") == 0)
    for _ in 0..<3 {
      numbered.append()
      numbered.rotate()
      #expect(program.run(["run", "--once"]).status == 0)
    }
    numbered.compress(Self.log + ".3")
    numbered.remove(Self.log + ".3")
    numbered.append()
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(numbered.difference(program.status) == nil)
    #expect(
      Shell.run("cd '\(directory)' && rm -r state && mv backup state") == 0)
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(numbered.difference(program.status) == nil)
  }

  @Test("Reading the state of a stopped or killed daemon leaves its files untouched")
  func untouched() async throws {
    let numbered = try NumberedProgram()
    let program = numbered.program
    numbered.append(30)
    program.start()
    #expect(await numbered.isComplete())
    program.kill()
    let listing =
      "cd '\(program.directory)/state' && find . -type f -printf '%p %s %T@ %i\\n' | sort"
    #expect(Shell.run("\(listing) > ../before") == 0)
    #expect(numbered.difference(program.status) == nil)
    #expect(program.run(["outbox", "list"]).status == 0)
    #expect(program.run(["verify"]).status == 0)
    #expect(Shell.run("\(listing) | cmp -s - ../before") == 0)
  }

  @Test("run --once over growing prefixes, cut anywhere, equals one run")
  func prefixes() throws {
    let numbered = try NumberedProgram()
    let program = numbered.program
    var text = ""
    for index in 0..<12 {
      text += numbered.lines()
      if index % 4 == 0 { text += "{no event\r\n\r\n" }
    }
    let bytes = Array(text.utf8)
    for (start, end) in zip([0, 50, 400, 401, 900], [50, 400, 401, 900, bytes.count]) {
      program.append(Self.log, bytes: Array(bytes[start..<end]))
      #expect(program.run(["run", "--once"]).status == 0)
    }
    #expect(numbered.difference(program.status) == nil)
    #expect(program.status?.totals.rejected.map(\.count) == [3])
    #expect(program.run(["verify"]).status == 0)
  }

  @Test("A line over the limit is skipped and counted once, also when killed in its middle")
  func oversize() async throws {
    let numbered = try NumberedProgram()
    let program = numbered.program
    numbered.append()
    program.start()
    for _ in 0..<4 {
      program.append(Self.log, String(repeating: "x", count: 600_000))
      #expect(
        await eventually { program.status?.sources.first?.size ?? 0 > 600_000 })
      program.kill()
      program.start()
    }
    program.append(Self.log, "\n" + numbered.lines(3))
    #expect(await numbered.isComplete())
    program.kill()
    program.start()
    #expect(await numbered.isComplete())
    #expect(numbered.difference(program.status) == nil)
    let rejected = program.status?.totals.rejected.map { "\($0.name) \($0.count)" }
    #expect(rejected == ["oversize 1"])
  }

  @Test(
    "A rebuild that is killed, and tried again or not, fires no alert a second time",
    arguments: [[], ["--rebuild"]])
  func killedRebuild(_ arguments: [String]) async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: """
        budgets: [{ name: all, per: [], monthly: 1, notify: { soft: [hook], hard: [hook] } }]
        receivers: { hook: { type: webhook, url: "\(receiver.url)/hook" } }
        """)
    program.append(Self.log, eventLine("f", cost: "2"))
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(receiver.requests.count == 1)
    // Killed when the old state is aside and there is no new one.
    for step in 0..<2 {
      let aside = "spendwatch.db.set-aside-2026010\(step + 1)T000000Z"
      #expect(
        Shell.run(
          "cd '\(program.path("state"))' && mv spendwatch.db \(aside) && rm -f spendwatch.created spendwatch.db-*"
        )
          == 0)
      #expect(program.run(["run", "--once"] + arguments).status == 0)
      #expect(receiver.requests.count == 1)
      #expect(program.status?.totals.events == 1)
    }
    await receiver.close()
  }
}
