import ArgumentParser
import Operations
import SpendCore
import Terminal

/// The program: arguments in, exit status out; one file a command.
struct Spendwatch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spendwatch",
    abstract: "Watches what LLM calls cost and alerts when a budget is reached.",
    discussion: """
      Tails cost_events.jsonl, keeps daily and monthly spend for every feature, and sends soft and hard budget \
      alerts to Slack, PagerDuty and webhooks.
      """,
    version: Version.text,
    subcommands: [ManualCommand.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Everyday",
        subcommands: [
          InitCommand.self, RunCommand.self, StatusCommand.self, AlertsCommand.self,
          CheckCommand.self, ExplainCommand.self, ReloadCommand.self, BackupCommand.self,
        ]),
      CommandGroup(
        name: "Money",
        subcommands: [
          ReportCommand.self, DigestCommand.self, SuggestCommand.self, ReconcileCommand.self,
          PricesCommand.self, VerifyCommand.self,
        ]),
      CommandGroup(
        name: "People",
        subcommands: [OutboxCommand.self, SendTestCommand.self, RenderCommand.self]),
    ])

  /// As `main`, and what is said of arguments that are wrong is fit for a terminal: they can hold
  /// anything, and are quoted.
  static func obey(_ arguments: [String]) async {
    do {
      var command = try await asyncParseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      guard exitCode(for: error) != .success else { exit(withError: error) }
      let lines = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
      if lines != [""] { Console.warn(lines.map(String.init)) }
      exit(withError: exitCode(for: error))
    }
  }

  /// What to say of a first word that is no command; nil if it is one, or an option.
  static func unknownCommand(_ arguments: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
    let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard !known.contains(word) else { return nil }
    let near = DidYouMean.word(to: word, among: known)
    let hint =
      near.map { "did you mean '\($0)'?" }
      ?? "there are: \(known.filter { $0 != ManualCommand.name }.joined(separator: ", "))"
    return "no command '\(TerminalText.safe(String(word.prefix(100))))'; \(hint)"
  }
}
