import ArgumentParser
import Operations
import Reporting
import SpendConfiguration
import SpendCore
import Terminal

/// `prices audit`: what logs say that calls cost, beside what prices make of them.
struct PricesAuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Compare the costs that logs have with what prices make of them.",
    discussion: """
      By model: calls that have both, both sums, the log's part of what was computed, and what most likely made the \
      difference. Without FILE the files of the sources are read, as they are now. Exit status: 0, 1.
      """)

  @OptionGroup var options: PriceOptions
  @Argument(help: "Files to read. Default: the sources of the configuration.", completion: .file())
  var files: [FileArgument] = []

  func run() throws {
    let configuration = try options.configuration()
    var rows: [PriceAudit.Row] = []
    do throws(ReportFailure) {
      rows = try self.rows(configuration)
    } catch {
      Console.error(TerminalText.safe("\(error)"))
      throw ExitCode(ExitStatus.failed)
    }
    guard !rows.isEmpty else {
      Console.error("no call has a cost in its log")
      throw ExitCode(ExitStatus.failed)
    }
    Console.out(options.output.isJSON ? Self.json(rows) : Self.text(rows))
  }

  private func rows(_ configuration: Configuration?) throws(ReportFailure) -> [PriceAudit.Row] {
    let now = SystemClock.wall()
    let warn: @Sendable (String) -> Void = { Console.error(TerminalText.safe($0)) }
    var plain = SourceSettings(origin: .file(pattern: "", rotated: []), zones: ZoneFile.all)
    plain.prices = configuration?.prices ?? .builtIn
    guard files.isEmpty else {
      return try PriceAudit.read(
        files.map(\.path), configuration?.sources.first ?? plain, now: now, warn: warn)
    }
    var rows: [PriceAudit.Row] = []
    for source in configuration?.sources ?? [] {
      guard case .file(let pattern, _) = source.origin else { continue }
      rows += try PriceAudit.read(
        HostAccess.systemPaths(pattern), source, now: now, warn: warn)
    }
    return rows
  }

  private static func json(_ rows: [PriceAudit.Row]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.array("models") { json in
        for row in rows {
          json.object { json in
            json.field("model", row.model)
            json.field("calls", row.calls)
            json.field("logged_usd", row.logged)
            json.field("computed_usd", row.computed)
            if let ratio = row.ratio {
              json.decimal("ratio", ratio)
            } else {
              json.null("ratio")
            }
            json.field("unpriced_calls", row.unpricedCalls)
            json.field("cause", row.cause.map { name($0) })
            json.field("why", row.cause.map { words($0, row) })
          }
        }
      }
    }
    return json.text
  }

  private static func text(_ rows: [PriceAudit.Row]) -> String {
    var grid = TextGrid([
      .init("MODEL", minimum: 16), .init("CALLS", isRightAligned: true),
      .init("LOGGED", isRightAligned: true), .init("COMPUTED", isRightAligned: true),
      .init("RATIO", isRightAligned: true), .init("LIKELY CAUSE", minimum: 20),
    ])
    for row in rows {
      let why =
        row.calls == 0
        ? "no price table knows it"
        : row.cause.map { words($0, row) } ?? "agrees"
      grid.rows.append([
        row.model.isEmpty ? "-" : TerminalText.safe(row.model),
        "\(row.calls == 0 ? row.unpricedCalls : row.calls)",
        row.calls == 0 ? "" : row.logged.text, row.calls == 0 ? "" : row.computed.text,
        row.ratio ?? "", why,
      ])
    }
    return grid.lines(width: Console.width).joined(separator: "\n")
  }

  private static func name(_ cause: PriceAudit.Cause) -> String {
    switch cause {
    case .cachedAsFresh: "cached_as_fresh"
    case .cacheWrittenTwice: "cache_write_twice"
    case .tierIgnored: "tier_ignored"
    case .longContextIgnored: "long_context_ignored"
    case .loggedAsNothing: "logged_as_nothing"
    case .priceChanged: "price_changed"
    case .factor: "constant_factor"
    case .unknown: "unknown"
    }
  }

  private static func words(_ cause: PriceAudit.Cause, _ row: PriceAudit.Row) -> String {
    switch cause {
    case .cachedAsFresh: "the log bills cached tokens as fresh ones"
    case .cacheWrittenTwice: "the log bills cache writes twice, as writes and as input"
    case .tierIgnored: "the log ignores the service tier"
    case .longContextIgnored: "the log ignores what long contexts cost"
    case .loggedAsNothing: "the log says that it costs nothing"
    case .priceChanged(let day): "one of them changed on \(CivilDate(day: day))"
    case .factor:
      "the log has \(row.percent ?? "another part") % of it for every call: another price, or a discount"
    case .unknown: "no single slip explains it"
    }
  }
}
