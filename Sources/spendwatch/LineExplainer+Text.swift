import SpendCore
import Terminal

/// What is said of a line, as rows for a terminal.
extension LineExplainer.Explained {
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
    if reading.objects > 1 { head += "; \(place)" }
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

  /// Which of the objects on the line it is.
  private var place: String {
    switch (reading.outcome, reading.events) {
    case (.event, 1): "the only one of \(reading.objects) objects on the line"
    case (.event, let events) where events < reading.objects:
      "the last of \(events) among \(reading.objects) objects on the line"
    default: "the last of \(reading.objects) objects on the line"
    }
  }

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
}
