import ArgumentParser
import Operations
import SpendCore

/// `outbox`: deliveries that are pending, dead or settled.
struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "List, show, retry or drop deliveries.",
    subcommands: [List.self, Show.self, Retry.self, Drop.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List deliveries, oldest first.")
    @OptionGroup var locations: LocationOptions
    @OptionGroup var output: OutputOptions
    @Flag(name: .shortAndLong, help: "Settled ones too.") var all = false

    func run() async throws {
      let listing = try await OutboxReader.listing(locations)
      if output.isJSON { return Console.out(listing.text) }
      let rows = listing.entries.filter { all || $0.status == "pending" || $0.status == "dead" }
      for row in rows { Console.out(row.line) }
      if rows.isEmpty { Console.error("nothing is pending or dead") }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show one delivery.")
    @OptionGroup var locations: LocationOptions
    @Argument(help: "Number, as listed.") var number: UInt64

    func run() async throws {
      let listing = try await OutboxReader.listing(locations)
      guard let entry = listing.entries.first(where: { $0.number == number }) else {
        Console.error("there is no delivery \(number)")
        throw ExitCode(ExitStatus.failed)
      }
      Console.out(entry.details)
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a dead delivery again, or a pending one now, and say what came of it.",
      discussion: "Exit status: 0 delivered, 1 not.")
    @OptionGroup var locations: LocationOptions
    @Argument(help: "Number, as listed.") var number: UInt64
    func run() async throws { try await OutboxChange.retry(number, locations) }
  }

  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forget a delivery, and say what is lost.")
    @OptionGroup var locations: LocationOptions
    @Argument(help: "Number, as listed.") var number: UInt64
    func run() async throws { try await OutboxChange.drop(number, locations) }
  }
}
