import Operations
import Reporting
import SpendConfiguration
import SpendCore
import Terminal

/// Reads single lines as a source of a configuration would, and says which budgets they count in.
final class LineExplainer {
  /// What is said of a line.
  struct Explained {
    var reading: LineExplanation
    var budgets: [String]
    /// An earlier line is of the same call.
    var isDuplicate: Bool
  }

  private let configuration: Configuration?
  private var catalog: Catalog
  private var decoder: LineDecoder
  private let dimensions: [String]
  private var ids: SeenIDs

  /// - Parameter path: decides which source it is; the first, if it is of none.
  init(_ configuration: Configuration?, path: String?) {
    self.configuration = configuration
    let sources = configuration?.sources ?? []
    let own = path.flatMap { path in
      let here = HostAccess.system(environment: [:]).currentDirectory
      let whole = FilePath(path.hasPrefix("/") ? path : here + "/" + path)
      return Self.source(of: whole, named: path, sources)?.labelled(for: whole, slot: whole)
    }
    let settings =
      own ?? sources.first
      ?? SourceSettings(origin: .file(pattern: "", rotated: []), zones: ZoneFile.all)
    dimensions =
      configuration.map { Engine.dimensions(of: $0) } ?? Dimension.history + [Dimension.user]
    catalog = Catalog(dimensions: dimensions)
    ids = SeenIDs(
      most: configuration?.maxIDs ?? 2_000_000, seed: .random(in: 0 ... .max))
    decoder = LineDecoder(settings: settings, dimensions: dimensions)
  }

  private static func source(
    of path: FilePath, named name: String, _ sources: [SourceSettings]
  ) -> SourceSettings? {
    sources.first { source in
      guard case .file(let pattern, _) = source.origin else { return false }
      return pattern == name || pattern.hasSuffix("/" + name) || PathGlob(pattern).matches(path)
    }
  }

  /// Nil for a part of a line that goes on in another.
  func explain(_ text: [UInt8]) -> Explained? {
    guard
      let reading = decoder.explain(text, now: SystemClock.wall(), catalog: &catalog)
    else { return nil }
    var line = reading.line
    let part = reading.outcome == .event ? ids.part(&line.line, line.id) : .call
    return Explained(
      reading: reading, budgets: part == .nothing ? [] : budgets(of: reading),
      isDuplicate: part != .call)
  }

  /// Those of which a window is spent from when only this event is counted.
  private func budgets(of reading: LineExplanation) -> [String] {
    guard let configuration, reading.outcome == .event else { return [] }
    let engine = try? Engine(
      configuration: configuration, state: StoredState(), now: reading.line.time, hostName: "",
      digest: { $0 })
    guard var engine else { return [] }
    var effects: [Effect] = []
    for source in configuration.sources.indices {
      engine.step(.reachedEnd(source: source), at: reading.line.time, into: &effects)
    }
    var line = reading.line
    let symbols = dimensions.indices.map { index in
      let text = Array(catalog.text(catalog.symbol(of: line.series, dimension: index)).utf8)
      return unsafe text.withUnsafeBytes { unsafe engine.catalog.symbol(for: $0) }
    }
    line.series = unsafe symbols.withUnsafeBufferPointer { unsafe engine.catalog.series($0) }
    line.traits = []
    // Of nothing one would not see where it is counted.
    line.cost = max(line.cost, Money(nano: 1))
    engine.step(.lines(LineSlice([line]), source: 0), at: line.time, into: &effects)
    var names: [String] = []
    for row in engine.view(at: line.time).rows
    where row.spend > .zero && !names.contains(row.budget) {
      names.append(row.budget)
    }
    return names
  }
}

extension LineExplainer.Explained {
  private var outcome: String {
    switch reading.outcome {
    case .event: "event"
    case .blank: "blank"
    case .text: "text"
    case .rejected(let reason): reason.rawValue
    }
  }

  private var flags: [String] {
    Flags.names.filter { reading.flags.contains($0.flag) }.map(\.name)
  }

  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("outcome", outcome)
      json.field(
        "framing", reading.framing.isEmpty ? "none" : reading.framing.joined(separator: "+"))
      json.field("format", reading.format?.rawValue)
      json.object("fields") { json in
        for field in reading.fields {
          json.object(field.name) {
            $0.field("value", field.value)
            $0.field("from", field.from)
          }
        }
      }
      json.object("tokens") { json in
        for entry in reading.tokens { json.field(entry.name, entry.count) }
      }
      json.object("cost") { json in
        json.field("usd", reading.cost?.description)
        json.field(
          "source", reading.cost == nil ? "unpriced" : reading.price == nil ? "logged" : "computed")
        json.field("table", reading.price?.table)
        json.field("name", reading.price?.name)
        json.field("from", reading.price?.from)
        json.field("tier", reading.price?.tier.rawValue)
        json.field("lacks_tier", reading.price?.call.lacksTier ?? false)
        json.array("terms") { json in
          for term in reading.price?.call.terms ?? [] {
            json.object {
              $0.field("kind", term.kind.rawValue)
              $0.field("tokens", term.tokens)
              $0.field("usd", term.exactUSD)
              $0.field("usd_per_million", term.price.perMillion)
            }
          }
        }
      }
      json.field("duplicate", isDuplicate)
      json.array("budgets") { json in for budget in budgets { json.element(budget) } }
      json.array("flags") { json in for flag in flags { json.element(flag) } }
      json.field("objects", Int64(reading.objects))
      json.field("why", why)
    }
    return json.text
  }

  /// A format says that it is none.
  private var isNoCall: Bool {
    reading.outcome == .rejected(.notEvent) && reading.format != nil
  }

  private static let noCall =
    "it is not a call of its own: it repeats what others cost, is not finished, or failed without tokens"

  private var unpricedWhy: String {
    guard let model = reading.fields.first(where: { $0.name == Dimension.model })?.value else {
      return "it names no model"
    }
    if reading.isModelKnown {
      return
        "the price of \(model) is not known for all of these tokens, or its currency is another"
    }
    return "no price table knows \(model), or its currency is another; see pricing"
  }

  /// The arithmetic of a computed cost, to the last digit.
  private var priceRows: [(name: String, value: String, from: String)] {
    guard let price = reading.price else { return [] }
    let terms = price.call.terms.map { term in
      (
        "  " + term.kind.rawValue, "\(term.tokens) × $\(term.price.perMillion) a million",
        "= $\(term.exactUSD)"
      )
    }
    var source = "\(price.table), as \(price.name)"
    if let from = price.from { source += ", from \(from)" }
    if price.tier != .standard {
      source +=
        price.call.lacksTier
        ? "; no price for \(price.tier.rawValue): the standard one"
        : ", tier \(price.tier.rawValue)"
    }
    return [("  prices", "", source)] + terms
  }

  private var why: String? {
    if case .rejected(let reason) = reading.outcome {
      return isNoCall ? Self.noCall : reason.words
    }
    return reading.unreadableTime.map { TimeForm.advice($0) }
  }

  var text: String {
    var head: String
    switch reading.outcome {
    case .event: head = "an event (\(reading.format?.rawValue ?? "native"))"
    case .blank: head = "nothing: white space"
    case .text: head = "text without a brace: no event, and not counted as an error"
    case .rejected(let reason):
      let format = reading.format.map { " (\($0.rawValue))" } ?? ""
      head = "not an event\(format): \(reason.rawValue): \(isNoCall ? Self.noCall : reason.words)"
    }
    if reading.objects > 1 { head += "; the last of \(reading.objects) objects on the line" }
    guard reading.outcome == .event else { return head }
    var rows: [(name: String, value: String, from: String)] = []
    if !reading.framing.isEmpty {
      rows.append(("framing", reading.framing.joined(separator: ", "), ""))
    }
    rows += reading.fields.map { field in
      let isCost = field.name == "cost_usd"
      return (field.name, isCost ? "$\(field.value)" : field.value, "from \(field.from)")
    }
    rows += reading.tokens.map { ($0.name, "\($0.count)", "") }
    if reading.cost == nil { rows.append(("cost_usd", "none: unpriced", unpricedWhy)) }
    rows += priceRows
    if isDuplicate {
      rows.append(
        ("duplicate", "yes", "an earlier line is of this call: only what it costs more counts"))
    }
    if !flags.isEmpty { rows.append(("flags", flags.joined(separator: ", "), why ?? "")) }
    rows.append(("budgets", budgets.isEmpty ? "none" : budgets.joined(separator: ", "), ""))
    let width = rows.map(\.name.count).max() ?? 0
    let middle = min(40, rows.map(\.value.count).max() ?? 0)
    return
      ([head]
      + rows.map { row in
        let name = row.name + String(repeating: " ", count: width - row.name.count)
        let value = TerminalText.safe(row.value)
        guard !row.from.isEmpty else { return "  \(name)  \(value)" }
        let gap = String(repeating: " ", count: max(0, middle - value.count))
        return "  \(name)  \(value)\(gap)  \(TerminalText.safe(row.from))"
      }).joined(separator: "\n")
  }
}
