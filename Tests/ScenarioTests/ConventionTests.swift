import Glibc
import Testing

/// What all commands have in common, and what `report` refuses (SPEC 7).
@Suite struct ConventionTests {
  /// Runs a command line in a directory of its own; what it says on stdout and stderr.
  private struct Folder {
    let program: Program

    init(configuration: String = "budgets:\n  - feature: f\n    daily: 10\n") throws {
      program = try Program(configuration: configuration)
      program.append(
        "log.jsonl",
        eventLine("f", cost: "6")
          + #"{"timestamp":"2026-10-31T12:00:00Z","feature_name":"old","cost_usd":2,"team":"a"}"#
          + "\n")
    }

    func run(_ command: String) -> (status: Int32, output: String, errors: String) {
      let status = Shell.run(
        "cd '\(program.directory)' && HOME='\(program.directory)' '\(Program.binary)' \(command)"
          + " > out 2> err < /dev/null")
      return (status, program.read("out"), program.read("err"))
    }
  }

  @Test("A command that there is not is refused with the one that is meant")
  func unknownCommand() throws {
    let folder = try Folder()
    let table: [(line: String, says: String)] = [
      ("statsu", "no command 'statsu'; did you mean 'status'?\n"),
      ("reprot --by model", "no command 'reprot'; did you mean 'report'?\n"),
      ("kubectl", "no command 'kubectl'; there are: init, run, "),
    ]
    for row in table {
      let answer = folder.run(row.line)
      #expect(answer.status == 64)
      #expect(answer.errors.hasPrefix(row.says), "\(answer.errors)")
    }
  }

  @Test("The help is grouped, and names no command that there is not")
  func help() throws {
    let help = try Folder().run("--help").output
    for title in ["EVERYDAY", "MONEY", "PEOPLE"] {
      #expect(help.uppercased().contains(title), "\(help)")
    }
    #expect(!help.contains("manual"))
  }

  @Test("Short options and the names that others have mean the same")
  func options() throws {
    let folder = try Folder()
    #expect(folder.run("run --once --state-dir state").status == 0)
    let long = folder.run("status --config alerts.yaml --state-dir state --json")
    let short = folder.run("status -c alerts.yaml --state-dir state -o json")
    #expect(long.status == 0 && long.output.hasPrefix("{") && short.output.hasPrefix("{"))
    #expect(folder.run("outbox -c alerts.yaml --state-dir state -o json").output == "[]\n")
    let from = "log.jsonl --by none"
    let reference = folder.run("report \(from) --from 2026-11-01 --to 2026-11-30 --format csv")
    for line in [
      "-S 2026-11-01 -U 2026-11-30 -o csv", "--since 2026-11-01 --until 2026-11-30 --output csv",
      "--period 2026-11 --format csv -n 5",
    ] {
      #expect(folder.run("report \(from) \(line)").output == reference.output, "\(line)")
    }
  }

  @Test("What was chosen is said with -v, and not where nobody looks")
  func chosen() throws {
    let folder = try Folder()
    #expect(folder.run("check").errors.contains("configuration ") == false)
    #expect(folder.run("check -v").errors.contains("configuration "))
    #expect(folder.run("check -q").output == "")
    #expect(folder.run("report --by none log.jsonl").errors == "")
  }

  @Test("What is wrong with arguments is said without the control characters in them")
  func controlCharacters() throws {
    let folder = try Folder()
    for line in [
      "report -o $'\u{1B}[31mred'", "report --per $'\u{1B}]0;x\u{7}'",
      "report log.jsonl --frm $'\u{1B}'",
      "status $'\u{1B}[2J'",
    ] {
      let answer = folder.run(line)
      #expect(answer.status == 64, "\(line)")
      #expect(!answer.errors.utf8.contains(0x1B), "\(answer.errors)")
    }
    #expect(folder.run("report -o 'x'").errors.hasPrefix("Error: "))
  }

  @Test("Sums that are pinned are said to be")
  func saturated() throws {
    let folder = try Folder()
    let line = #"{"timestamp":"2026-10-31T12:00:00Z","feature_name":"f","cost_usd":1000000}"# + "\n"
    folder.program.append("huge.jsonl", String(repeating: line, count: 9_300))
    let answer = folder.run("report huge.jsonl")
    #expect(answer.status == 0)
    #expect(answer.errors.contains("the cost is beyond $9223372036.85"), "\(answer.errors)")
    #expect(!folder.run("report log.jsonl").errors.contains("beyond"))
  }

  /// Logs without an event, and why there is none.
  static let eventless: [(bytes: [UInt8], says: String)] = [
    (
      Array(#"{"feature_name":"f","cost_usd":"$0,5x"}"#.utf8),
      "; bad_cost: its cost is not a number"
    ),
    (
      Array(#"{"feature_name":"f","cost_usd":2000000}"#.utf8),
      "; bad_cost: its cost is not a number"
    ),
    (Array(#"{"feature_name":"f","cost_usd":-1}"#.utf8), "; negative_cost: its cost is below zero"),
    (
      Array(#"{"cost_usd":-1}"#.utf8) + [10] + Array(#"{"a":1}"#.utf8) + [10]
        + Array(#"{"b":1}"#.utf8), "the first is an object with a but no cost_usd; an event needs"
    ),
    (
      Array(#"{"feature_name":"f","cost_usd":null}"#.utf8),
      "the first is an object with feature_name, cost_usd; it has neither a cost nor tokens"
    ),
    ([0xFF, 0xFE] + #"{"cost_usd":1}"#.utf8.flatMap { [$0, 0] } + [10, 0], "looks like UTF-16"),
    (Array(#"{"cost_usd":1,"a":""#.utf8) + [0xFF] + Array(#""}"#.utf8), "; bad_utf8: it has bytes"),
  ]

  @Test("A log without an event says why, and does not contradict itself", arguments: eventless)
  func noEvent(bytes: [UInt8], says: String) throws {
    let folder = try Folder()
    folder.program.append("odd.jsonl", bytes: bytes + [10])
    let answer = folder.run("report odd.jsonl")
    #expect(answer.status == 1 && answer.errors.contains(says), "\(answer.errors)")
  }

  @Test("Without a configuration anywhere the way to one is said")
  func none() throws {
    guard access("/etc/spendwatch/alerts.yaml", F_OK) != 0 else { return }
    let folder = try Folder()
    #expect(unlink(folder.program.path("alerts.yaml")) == 0)
    for command in ["check", "run --once", "status", "verify", "outbox", "reload", "render log"] {
      let answer = folder.run(command)
      #expect(answer.status == 78, "\(command)")
      #expect(
        answer.errors
          == "no alerts.yaml here and none in /etc/spendwatch; make one: spendwatch init\n")
    }
  }

  @Test("check names the severity of each problem, and how many there are")
  func check() throws {
    let folder = try Folder(
      configuration: """
        sources: [nowhere.jsonl]
        budgets:
          - feature: f
            dayly: 10
          - feature: g
            daily: ten
        """)
    let answer = folder.run("check -c alerts.yaml")
    #expect(answer.status == 78)
    #expect(answer.errors.contains("alerts.yaml:1:11: warning: sources[0]: "))
    #expect(answer.errors.contains("alerts.yaml:4:5: error: budgets[0].dayly: unknown key"))
    #expect(answer.errors.hasSuffix("2 errors, 1 warning\n"), "\(answer.errors)")
  }

  @Test("The manual has every command and option of the help")
  func manual() throws {
    let manual = try Folder().run("manual").output
    for text in [
      ".SH COMMANDS\n", ".SS run\n", ".SS outbox retry\n", "\\fB\\-\\-rebuild\\fR",
      "\\fB\\-c\\fR, \\fB\\-\\-config\\fR \\fIconfig\\fR",
    ] { #expect(manual.contains(text), "\(text)") }
  }

  @Test("A report of a dimension or of lines that say nothing is an error with what there is")
  func report() throws {
    let folder = try Folder()
    folder.program.append(
      "other.jsonl", #"{"id":"job-1","usage":{"seconds":1}}"# + "\n")
    let table: [(line: String, status: Int32, says: String)] = [
      ("log.jsonl --by feature -o csv", 0, ""),
      ("log.jsonl --by team -o csv", 0, ""),
      ("log.jsonl --by tema", 1, "no event has 'tema'; did you mean 'team'? (there are: "),
      (
        "log.jsonl --by user_segmnt", 1,
        "no event has 'user_segmnt'; did you mean 'user_segment'? (there are: "
      ),
      (
        "other.jsonl", 1,
        "none of 1 line is an event (not_event 1); the first is an object with id, usage"
      ),
      ("log.jsonl --where feature", 64, "Error: --where: 'feature' is not DIMENSION=PATTERN"),
      (
        "log.jsonl --where user_segmnt=free", 1,
        "no event has 'user_segmnt'; did you mean 'user_segment'? (there are: "
      ),
      ("log.jsonl --period last-mnth", 1, "--period: 'last-mnth' is not a time; did you mean"),
      ("log.jsonl --period 2026-10 --from 2026-10-01", 64, "Error: --period names"),
      ("log.jsonl --from 2026-11-01 --to 2026-10-31", 1, "--from is not before --to"),
      ("log.jsonl --from 1999-01 --to 1999-02 -o csv", 0, ""),
    ]
    for row in table {
      let answer = folder.run("report \(row.line)")
      #expect(answer.status == row.status, "\(row.line): \(answer.errors)")
      #expect(answer.errors.hasPrefix(row.says), "\(answer.errors)")
    }
    let feature = folder.run("report log.jsonl --by feature -o csv").output
    #expect(feature.hasPrefix("feature_name,calls,"))
    let table31 = folder.run("report log.jsonl --from 2026-10-31 --to 2026-10-31").output
    #expect(table31.hasPrefix("2026-10-31 00:00 to 2026-11-01 00:00 UTC; from log.jsonl\n"))
    #expect(table31.contains("$2.00"))
  }
}
