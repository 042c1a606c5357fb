import SpendCore

/// Added, removed and changed budgets, told apart by name.
enum BudgetDifference {
  static func lines(_ old: [Budget], _ new: [Budget]) -> [String] {
    let before = Dictionary(old.map { (ExactText($0.name), $0) }) { first, _ in first }
    let names = Set(new.map { ExactText($0.name) })
    let present = new.flatMap { budget -> [String] in
      guard let previous = before[ExactText(budget.name)] else {
        return ["budget \(Quoted.text(budget.name)) added (\(limits(budget)))"]
      }
      return changes(previous, budget).map { "budget \(Quoted.text(budget.name)): \($0)" }
    }
    let removed = old.filter { !names.contains(ExactText($0.name)) }
    return present + removed.map { "budget \(Quoted.text($0.name)) removed; its alerts resolve" }
  }

  private static func limits(_ budget: Budget) -> String {
    let parts = [
      budget.daily.map { "\($0.text) a day" }, budget.monthly.map { "\($0.text) a month" },
    ]
    return parts.compactMap { $0 }.joined(separator: ", ") + ", \(budget.kind.rawValue)"
  }

  private static func changes(_ old: Budget, _ new: Budget) -> [String] {
    var lines: [String] = []
    func limit(_ word: String, _ old: Money?, _ new: Money?) {
      guard old != new else { return }
      lines.append("\(word) \(old?.text ?? "none") → \(new?.text ?? "none")")
    }
    limit("daily", old.daily, new.daily)
    limit("monthly", old.monthly, new.monthly)
    if old.kind != new.kind { lines.append("window \(old.kind.rawValue) → \(new.kind.rawValue)") }
    if old.per != new.per {
      lines.append(
        "per [\(old.per.joined(separator: ", "))] → [\(new.per.joined(separator: ", "))]")
    }
    if old.match != new.match || old.isUnlisted != new.isUnlisted { lines.append("match changed") }
    if old.thresholds != new.thresholds {
      lines.append("thresholds \(text(old.thresholds)) → \(text(new.thresholds))")
    }
    if old.overrunDoubles != new.overrunDoubles {
      lines.append("overrun \(new.overrunDoubles ? "off → double" : "double → off")")
    }
    for level in Level.allCases {
      let (before, after) = (old.notify[level] ?? [], new.notify[level] ?? [])
      guard before != after else { continue }
      lines.append("notify \(level.rawValue) \(list(before)) → \(list(after))")
    }
    if old.labels != new.labels { lines.append("labels changed") }
    if old.runbookURL != new.runbookURL { lines.append("runbook_url changed") }
    if old.titleTemplate != new.titleTemplate || old.messageTemplate != new.messageTemplate {
      lines.append("message changed")
    }
    return lines
  }

  private static func text(_ thresholds: [Threshold]) -> String {
    list(thresholds.map { "\($0.condition.text) \($0.level.rawValue)" })
  }

  private static func list(_ texts: [String]) -> String { "[\(texts.joined(separator: ", "))]" }
}
