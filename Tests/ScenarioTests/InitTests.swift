import Glibc
import Testing

/// `init`: from a log to a configuration that is accepted.
@Suite struct InitTests {
  private let program: Program

  init() throws {
    program = try Program(configuration: "")
    #expect(unlink(program.path("alerts.yaml")) == 0)
  }

  private func run(_ command: String) -> (status: Int32, output: String, errors: String) {
    let status = Shell.run(
      "cd '\(program.directory)' && HOME='\(program.directory)' '\(Program.binary)' \(command)"
        + " > out 2> err < /dev/null")
    return (status, program.read("out"), program.read("err"))
  }

  @Test("From the log of this directory, without a question, once")
  func usual() {
    for day in 1...9 {
      program.append(
        "cost_events.jsonl",
        "{\"timestamp\":\"2026-11-0\(day)T12:00:00Z\",\"feature_name\":\"qa\",\"cost_usd\":\(day)}\n"
      )
    }
    program.append("cost_events.jsonl", eventLine("rag", cost: "0.5"))
    let answer = run("init")
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(answer.output.hasPrefix("10 calls of 2 features, $45.50\nwrote "), "\(answer.output)")
    let written = program.read("alerts.yaml")
    #expect(written.contains("  - feature: qa\n    daily: 11 #"), "\(written)")
    #expect(
      written.contains("9 days seen: usually $5.00, 19 of 20 at most $9.00, largest $9.00.\n"))
    #expect(written.contains("  - feature: rag\n    daily: 1 #"))
    #expect(run("check --strict").status == 0)
    #expect(run("run --once").status == 0)
    let again = run("init")
    #expect(again.status == 1)
    #expect(again.errors.contains("is there already, and is never overwritten"))
    #expect(program.read("alerts.yaml") == written)
  }

  @Test("Files that are named are sources, relative to the configuration")
  func named() {
    program.append("a.jsonl", eventLine("f", cost: "2"))
    mkdir(program.path("deep"), 0o755)
    program.append("deep/b.jsonl", eventLine("g", cost: "3"))
    #expect(run("init a.jsonl deep/b.jsonl").status == 0)
    let written = program.read("alerts.yaml")
    #expect(written.contains("sources:\n  - path: a.jsonl\n  - path: deep/b.jsonl\n"))
    #expect(run("check --strict").status == 0)
    #expect(run("init -c deep/other.yaml a.jsonl").status == 0)
    #expect(run("check --strict -c deep/other.yaml").status == 0)
  }

  @Test("Lines that are no events are described, and nothing is written")
  func foreign() {
    program.append(
      "log.jsonl", "{\"id\":\"x\",\"usage\":{\"seconds\":3},\"secret\":\"hush\"}\n")
    let answer = run("init log.jsonl")
    #expect(answer.status == 1)
    #expect(
      answer.errors.contains(
        "none of 1 line is an event (not_event 1); the first is an object with id, usage"))
    #expect(!answer.errors.contains("hush"))
    #expect(run("init nowhere.jsonl").errors.contains("there is no such file"))
    #expect(access(program.path("alerts.yaml"), F_OK) != 0)
  }

  @Test("Without a log the usual one is awaited")
  func nothing() {
    let answer = run("init")
    #expect(answer.status == 0)
    #expect(answer.errors.contains("no log here"))
    #expect(run("check --strict").status == 0)
  }

  @Test(
    "On a terminal the address of the receiver goes into a file that only its owner can read",
    .enabled(if: access("/usr/bin/script", X_OK) == 0, "script(1) is not installed"))
  func terminal() throws {
    program.append("cost_events.jsonl", eventLine("f", cost: "2"))
    let status = Shell.run(
      """
      cd '\(program.directory)' && (sleep 1; echo nonsense; \
      echo https://events.pagerduty.com/v2/enqueue; echo http://127.0.0.1:9/hook) | \
      script -qec "'\(Program.binary)' init" /dev/null > out 2>&1
      """)
    let said = program.read("out")
    #expect(status == 0, "\(said)")
    var facts = stat()
    #expect(stat(program.path("webhook-url"), &facts) == 0)
    #expect(facts.st_mode & 0o777 == 0o600)
    #expect(program.read("webhook-url") == "http://127.0.0.1:9/hook\n")
    let written = program.read("alerts.yaml")
    #expect(written.contains("  webhook: { type: webhook, url: { file: webhook-url } }\n"))
    #expect(!written.contains("127.0.0.1"))
    #expect(run("check --strict").status == 0)
    #expect(said.contains("that is not a URL"), "\(said)")
    #expect(said.contains("{ type: pagerduty, routing_key: … }"), "\(said)")
    #expect(said.contains("the configuration is written all the same"), "\(said)")
  }

  @Test(
    "On a terminal a mail server is asked for its addresses and its password, which is not shown",
    .enabled(if: access("/usr/bin/script", X_OK) == 0, "script(1) is not installed"))
  func mail() throws {
    program.append("cost_events.jsonl", eventLine("f", cost: "2"))
    let answers = """
      smtp://127.0.0.1:9
      spend@example.com
      ops@example.com, jane@example.com
      spend
      """
    // Only once the terminal was told not to show it.
    let password = "until grep -q Password out; do sleep 0.1; done; echo p4ssw0rd-geheim"
    let status = Shell.run(
      """
      cd '\(program.directory)' && : > out && (sleep 1; echo '\(answers)'; \(password)) | \
      script -qec "'\(Program.binary)' init" /dev/null > out 2>&1
      """)
    let said = program.read("out")
    #expect(status == 0, "\(said)")
    #expect(program.read("email-password") == "p4ssw0rd-geheim\n")
    #expect(
      program.read("alerts.yaml").contains(
        "  email: { type: email, server: \"smtp://127.0.0.1:9\", username: spend, password: { file: "
          + "email-password }, from: \"spend@example.com\", to: [\"ops@example.com\", "
          + "\"jane@example.com\"] }\n"))
    #expect(run("check --strict").status == 0)
    #expect(!said.contains("geheim"), "\(said)")
  }
}
