import ArgumentParser
import Operations
import SpendConfiguration
import SpendCore
import Terminal

/// `prices`: what models cost, and by which table.
struct PricesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prices", abstract: "What models cost, and by which table.",
    subcommands: [
      PricesShowCommand.self, PricesListCommand.self, PricesAuditCommand.self,
      PricesImportCommand.self,
    ])
}

/// The prices of a configuration, or without one the built-in ones.
struct PriceOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Configuration file. Default: as for run, if it is there.")
  var config: String?
  @Option(
    help: "State directory, which keeps the last good price files. Default: as for run.",
    completion: .directory)
  var stateDir: String?
  @OptionGroup var output: OutputOptions

  func book() throws -> PriceBook { try configuration()?.prices ?? .builtIn }

  /// Nil where there is none, and none is asked for.
  func configuration() throws -> Configuration? {
    let places = Locations.current(configuration: config, state: stateDir)
    if config == nil, places.lacksConfiguration { return nil }
    let checked = CheckedConfiguration(path: places.configuration, pricesOf: places.state)
    guard let configuration = checked.configuration else {
      for line in checked.errorLines { Console.error(line) }
      throw ExitCode(ExitStatus.badConfiguration)
    }
    Console.warn(checked.priceLines)
    return configuration
  }
}

/// `prices show MODEL`.
struct PricesShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "What a model costs, in USD for a million tokens.",
    discussion: """
      The name is looked for as in a log: as it is, without provider, region and version. The first table that knows it \
      counts; those after it are shown too. Exit status: 0, 1 no table knows it.
      """)

  @OptionGroup var options: PriceOptions
  @Option(help: "The day that is asked for: 2026-05-01. Default: today.") var at: String?
  @Argument(help: "Name of the model, as it stands in a log.") var model: String

  func run() throws {
    let book = try options.book()
    let today = Timestamp.floorDivide(SystemClock.wall().seconds, 86_400)
    guard let day = at.map({ PriceTable.day($0) }) ?? today else {
      Console.error(
        "--at: '\(TerminalText.safe(at ?? ""))' is not a date; write it like 2026-05-01")
      throw ExitCode(ExitStatus.failed)
    }
    let entry = book.find(model)
    guard !entry.places.isEmpty, book.row(entry, onDay: day) != nil else {
      let near = DidYouMean.word(to: model.lowercased(), among: book.allNames)
      Console.error(
        "no price table knows '\(TerminalText.safe(model))'; its calls are unpriced"
          + (near.map { ". There is '\($0)'" } ?? ""))
      throw ExitCode(ExitStatus.failed)
    }
    Console.out(options.output.isJSON ? json(book, entry, day) : text(book, entry, day))
  }

  private func isInForce(
    _ place: PriceBook.Entry.Place, _ row: PriceRow,
    _ used: (place: PriceBook.Entry.Place, row: PriceRow)?
  ) -> Bool {
    used.map { $0.place == place && $0.row == row } ?? false
  }

  private func json(_ book: PriceBook, _ entry: PriceBook.Entry, _ day: Int64) -> String {
    var json = JSONWriter()
    json.object { json in
      json.field("model", model)
      json.field("unknown", entry.isUnknown)
      json.array("prices") { json in
        for place in entry.places {
          for row in book.tables[place.table].rows(place.model) {
            json.object { json in
              json.field("table", book.tables[place.table].name)
              json.field("name", place.name)
              json.field("from", row.fromDay.map { CivilDate(day: $0).description })
              json.field("in_force", isInForce(place, row, book.row(entry, onDay: day)))
              json.object("usd_per_million") { json in
                for key in row.prices.keys.sorted() {
                  json.field(key.text, row.prices[key]?.perMillion)
                }
              }
            }
          }
        }
      }
    }
    return json.text
  }

  private func text(_ book: PriceBook, _ entry: PriceBook.Entry, _ day: Int64) -> String {
    var lines: [String] = []
    if entry.isUnknown { lines.append("no table knows it; pricing.unknown has it cost this:") }
    var grid = TextGrid([
      .init("TABLE", minimum: 16), .init("NAME", minimum: 12), .init("FROM"),
      .init("PRICE OF"), .init("USD A MILLION", isRightAligned: true), .init(""),
    ])
    let inForce = book.row(entry, onDay: day)
    for place in entry.places {
      for row in book.tables[place.table].rows(place.model) {
        let isUsed = isInForce(place, row, inForce)
        for (number, key) in row.prices.keys.sorted().enumerated() {
          let isFirst = number == 0
          grid.rows.append([
            isFirst ? TerminalText.safe(book.tables[place.table].name) : "",
            isFirst ? TerminalText.safe(place.name) : "",
            isFirst ? row.fromDay.map { CivilDate(day: $0).description } ?? "always" : "",
            key.text, row.prices[key]?.perMillion ?? "", isFirst && isUsed ? "in force" : "",
          ])
        }
      }
    }
    return (lines + grid.lines(width: Console.width)).joined(separator: "\n")
  }
}

/// `prices list`.
struct PricesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Every model with its table and today's prices.")

  @OptionGroup var options: PriceOptions

  func run() throws {
    let book = try options.book()
    let day = Timestamp.floorDivide(SystemClock.wall().seconds, 86_400)
    var grid = TextGrid([
      .init("MODEL", minimum: 16), .init("INPUT", isRightAligned: true),
      .init("OUTPUT", isRightAligned: true), .init("CACHE READ", isRightAligned: true),
      .init("CACHE WRITE", isRightAligned: true), .init("TABLE", minimum: 12),
    ])
    var json = JSONWriter()
    json.array { json in
      for name in book.allNames.sorted() {
        guard let (place, row) = book.row(book.find(name), onDay: day) else { continue }
        func price(_ kind: TokenClass) -> String? {
          row.prices[PriceRow.Key(kind)]?.perMillion
        }
        let table = book.tables[place.table].name
        grid.rows.append(
          [TerminalText.safe(name)]
            + [TokenClass.input, .output, .cacheRead, .cacheWrite].map { price($0) ?? "" }
            + [TerminalText.safe(table)])
        json.object { json in
          json.field("model", name)
          json.field("table", table)
          for kind in TokenClass.allCases where price(kind) != nil {
            json.field(kind.rawValue, price(kind))
          }
        }
      }
    }
    if options.output.isJSON { return Console.out(json.text) }
    for line in grid.lines(width: Console.width) { Console.out(line) }
  }
}

/// `prices import FILE`.
struct PricesImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Print a price file in the form of pricing.models.",
    discussion: """
      LiteLLM's model_prices_and_context_window.json, the data.json of genai-prices, or models of your own. What is \
      printed can be cut down to what you use, and named under pricing.files. Exit status: 0, 1 nothing in it is a price.
      """)

  @Argument(help: "The file.", completion: .file()) var file: String

  func run() throws {
    let (table, problems) = PriceFile.read(file)
    for problem in problems { Console.error(TerminalText.safe(problem)) }
    guard let table, table.modelCount > 0 else {
      if problems.isEmpty {
        Console.error("\(TerminalText.safe(file)): has no model with a price of tokens")
      }
      throw ExitCode(ExitStatus.failed)
    }
    let (lines, leftOut) = PriceFile.lines(table)
    if leftOut > 0 {
      Console.error(
        "\(leftOut) models are left out: they are known by patterns of names, have no price of input, or a "
          + "name that is no text of one line")
    }
    guard !lines.isEmpty else { throw ExitCode(ExitStatus.failed) }
    for line in lines { Console.out(line) }
  }
}
