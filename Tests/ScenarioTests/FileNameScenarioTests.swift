import Glibc
import SpendCore
import Status
import Testing

/// The real program and files whose names are no text, or act on who shows them.
@Suite(.serialized) struct FileNameScenarioTests {
  private static let names: [FilePath] =
    [
      "caf\u{E9}", "cafe\u{301}", "a\nb", "a\tb", "a\r", "a\u{1B}[31m\u{1B}]0;b\u{7}", "a\\b",
      "a\"b'c", " a b ", "-rf", "a*", "a[1]", "a\u{202E}b", "a\u{9B}2J", "--by",
    ].map { FilePath($0 + ".jsonl") } + [
      FilePath(bytes: Array("caf".utf8) + [0xE9] + Array(".jsonl".utf8)),
      FilePath(bytes: [0xFF, 0x9B, 0x1B] + Array(".jsonl".utf8)),
    ]

  private static func prepared() throws -> Program {
    let program = try Program(
      configuration: "sources: ['logs/*.jsonl']\n" + ExitStatusTests.configuration)
    #expect(mkdir(program.path("logs"), 0o755) == 0)
    for (index, name) in names.enumerated() {
      let descriptor = FilePath(program.path("logs")).appending(name).withCString {
        open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
      }
      // Files that hold the same could be taken for copies.
      let line = eventLine("f", cost: "0.1\(index)")
      #expect(write(descriptor, line, line.utf8.count) == line.utf8.count)
      close(descriptor)
    }
    return program
  }

  /// Whether a text would act on a terminal.
  private static func isRaw(_ text: String, unless allowed: Unicode.Scalar = "\n") -> Bool {
    text.unicodeScalars.contains { scalar in
      if scalar == "\n" || scalar == allowed { return false }
      return scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
        || scalar == "\u{202E}" || scalar == "\u{FFFD}"
    }
  }

  @Test("Each is counted once, and nothing of its name is shown raw")
  func shown() throws {
    let program = try Self.prepared()
    let count = Int64(Self.names.count)
    for _ in 0..<2 {
      #expect(program.run(["run", "--once", "--log-level", "trace"]).status == 0)
      #expect(program.status?.totals.events == count)
    }
    #expect(program.run(["verify"]).status == 0)
    // Something to complain of.
    #expect(mkfifo(program.path("logs/fifo\n\u{1B}[31m\u{7F}.jsonl"), 0o644) == 0)
    #expect(program.run(["run", "--once"]).status == 0)
    let outputs = [["status"], ["check"], ["verify"], ["report"]].map { program.run($0).output }
    let log = program.read("commands.log")
    for text in outputs + [log] { #expect(!Self.isRaw(text), "\(text.debugDescription)") }
    for part in ["/caf\\xE9.jsonl", "/\\xFF\\x9B\\u{1b}.jsonl", "fifo\\n\\u{1b}[31m\\u{7f}.jsonl"] {
      #expect(log.contains(part), "\(part)")
    }
    #expect(outputs[0].contains("fifo\\u{a}\\u{1b}[31m\\u{7f}.jsonl is a FIFO"))
    #expect(outputs[0].contains("not everything on disk is counted"))
    // No line begins in the middle of a name.
    #expect(!log.split(separator: "\n").contains { $0.hasPrefix("b.jsonl") })
    let json = program.run(["status", "--json"]).output
    #expect(!Self.isRaw(json, unless: "\u{202E}") && json.contains("/caf\\\\xE9.jsonl"))
  }

  @Test(
    "A report reads them by name, also as a shell finds them",
    arguments: [
      "-- *.jsonl", "./*.jsonl",
      "-- caf*.jsonl -* a* ' a b .jsonl' \"$(printf '\\377\\233\\033')\".jsonl",
    ])
  func report(files: String) throws {
    let program = try Self.prepared()
    let report = "cd '\(program.path("logs"))' && '\(Program.binary)' report --format json"
    #expect(Shell.run("\(report) \(files) > ../report.json 2> ../errors") == 0)
    #expect(program.read("errors") == "")
    #expect(program.read("report.json").contains("\"calls\":\(Self.names.count),"))
    let missing = "\"$(printf 'no\\351\\033[31m\\ne')\""
    #expect(Shell.run("\(report) \(missing) > ../report.json 2> ../errors") == 1)
    #expect(program.read("errors") == "no\\xE9\\u{1b}[31m\\u{a}e: there is no such file\n")
  }
}
