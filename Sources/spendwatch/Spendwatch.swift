import ArgumentParser
import Daemon

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
    subcommands: [
      RunCommand.self, CheckCommand.self, StatusCommand.self, ReloadCommand.self,
      VerifyCommand.self, ReportCommand.self, SendTestCommand.self, RenderCommand.self,
      OutboxCommand.self,
    ])
}
