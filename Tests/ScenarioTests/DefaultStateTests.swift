import Glibc
import Testing

/// Two projects that both rely on the default state directory: the second is refused instead of
/// added up.
@Suite(.serialized) struct DefaultStateTests {
  /// Two configurations with a log each, and a home that both share.
  private struct Projects {
    let home: Program
    let names = ["first", "second"]

    init() throws {
      home = try Program(configuration: "")
      for name in names {
        mkdir(home.path(name), 0o755)
        try home.write("\(name)/alerts.yaml", "budgets:\n  - feature: f\n    daily: 10\n")
        home.append("\(name)/cost_events.jsonl", eventLine("f", cost: "6"))
      }
    }

    /// Runs a command in the folder of a project; its exit status.
    func run(_ name: String, _ command: String) -> Int32 {
      Shell.run(
        "cd '\(home.path(name))' && XDG_STATE_HOME='\(home.path("home"))' '\(Program.binary)' "
          + "\(command) > ../output 2>> ../commands.log")
    }

    var state: String { home.path("home/spendwatch") }
  }

  @Test("Every command of the second project is refused with 75, which names both and the way out")
  func refused() throws {
    let projects = try Projects()
    #expect(projects.run("first", "run --once") == 0)
    for command in [
      "run --once", "run --once --rebuild", "status", "status --exit-code", "verify", "outbox",
      "outbox show 1", "outbox retry 1", "outbox drop 1", "reload", "alerts",
      "render log --alert 0", "report", "report --by model", "suggest", "digest", "reconcile x.csv",
      "backup ../copy",
    ] {
      #expect(projects.run("second", command) == 75, "\(command)")
    }
    let said = projects.home.read("commands.log")
    for text in ["first/alerts.yaml", "second/alerts.yaml", "--state-dir"] {
      #expect(said.contains(text))
    }
    #expect(!said.contains("no configuration"))
    for command in ["report --from-files", "report cost_events.jsonl", "check"] {
      #expect(projects.run("second", command) == 0, "\(command)")
    }
    #expect(projects.run("first", "status --json") == 0)
    #expect(projects.home.read("output").contains(#""events":1"#))
    // Nothing was set aside either.
    #expect(Shell.run("ls '\(projects.state)' | grep -q set-aside") != 0)
  }

  @Test("While the daemon of the first runs, the second neither stops nor reads it")
  func running() async throws {
    let projects = try Projects()
    let script = """
      cd '\(projects.home.path("first"))' && XDG_STATE_HOME='\(projects.home.path("home"))' \
      '\(Program.binary)' run 2> ../run.log & echo $! > '\(projects.home.path("pid"))'
      """
    #expect(Shell.run(script) == 0)
    #expect(await eventually { projects.run("first", "status --exit-code") == 0 })
    #expect(projects.run("second", "run --once") == 75)
    #expect(projects.run("second", "status") == 75)
    #expect(projects.run("second", "reload --wait") == 75)
    #expect(projects.run("first", "reload --wait") == 0)
    #expect(Shell.run("kill $(cat '\(projects.home.path("pid"))')") == 0)
  }

  @Test("A state of its own, the same file by another way, and an order by name are accepted")
  func accepted() throws {
    let projects = try Projects()
    #expect(projects.run("first", "run --once") == 0)
    #expect(projects.run("second", "run --once --state-dir '\(projects.home.path("own"))'") == 0)
    #expect(symlink(projects.home.path("first"), projects.home.path("linked")) == 0)
    #expect(projects.run("linked", "run --once --config ./alerts.yaml") == 0)
    #expect(projects.run("linked", "verify --config ../linked/alerts.yaml") == 0)
    // Whoever names the directory means it, and locks nobody out.
    #expect(projects.run("second", "run --once --state-dir '\(projects.state)'") == 0)
    #expect(projects.run("second", "status") == 75)
    #expect(projects.run("first", "status") == 0)
    // A configuration that has moved is refused until it names the directory once.
    #expect(rename(projects.home.path("first"), projects.home.path("moved")) == 0)
    #expect(projects.run("moved", "run --once") == 75)
    #expect(projects.run("moved", "run --once --state-dir '\(projects.state)'") == 0)
    #expect(projects.run("moved", "run --once") == 0)
  }

  @Test("A state of before, which does not say whose it is, takes the first that starts it")
  func adopted() throws {
    let projects = try Projects()
    #expect(projects.run("first", "run --once") == 0)
    let marker = projects.state + "/spendwatch.created"
    #expect(Shell.run("sed -i /^Configuration:/d '\(marker)'") == 0)
    #expect(projects.run("second", "status") == 0)
    #expect(projects.run("second", "run --once") == 0)
    #expect(projects.run("first", "run --once") == 75)
  }
}
