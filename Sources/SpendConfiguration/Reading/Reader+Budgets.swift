import SpendCore

/// `budgets`.
extension Reader {
  /// What a budget takes over from the top of the file.
  struct BudgetDefaults {
    var thresholds: [Threshold]
    var overrunDoubles: Bool
    var notify: [Level: [String]]
  }

  private static let budgetKeys = [
    "name", "feature", "match", "unlisted", "per", "daily", "monthly", "window", "thresholds",
    "overrun", "notify", "runbook_url", "labels", "title", "message",
  ]

  mutating func budgets(_ root: Section, _ defaults: BudgetDefaults) -> [Budget] {
    guard let field = root["budgets"], !field.value.isNothing else {
      if !root.hasUnknownKeys {
        note(.warning, "budgets", "there are no budgets; nothing will alert")
      }
      return []
    }
    guard let items = list(field) else { return [] }
    if items.isEmpty { warn(field, "there are no budgets; nothing will alert") }
    var lines: [ExactText: Int] = [:]
    return items.compactMap { item in
      guard let section = section(item, known: Self.budgetKeys, unknown: budgetHint) else {
        return nil
      }
      guard let budget = budget(section, defaults) else { return nil }
      if let line = lines[ExactText(budget.name)] {
        let shown = Quoted.text(budget.name)
        if let name = section["name"] {
          error(name, "the name \(shown) is taken by the budget on line \(line)")
        } else {
          error(
            item,
            "would be called \(shown) like the budget on line \(line); give one of them a name, "
              + "or make them one with daily and monthly")
        }
        return nil
      }
      lines[ExactText(budget.name)] = item.value.line
      return budget
    }
  }

  private func budgetHint(_ key: String) -> String? {
    switch key {
    case "limit", "amount", "usd", "cost", "spend": "unknown key; a limit is daily or monthly"
    case "weekly", "hourly", "yearly": "there is no such window; a limit is daily or monthly"
    case _ where ReceiverKeys.types(with: key).isEmpty == false && key != "type":
      "unknown key; it belongs to a receiver, under receivers"
    default: nil
    }
  }

  private mutating func budget(_ section: Section, _ defaults: BudgetDefaults) -> Budget? {
    let isUnlisted = section["unlisted"].flatMap { boolean($0) } ?? false
    let match = match(section, isUnlisted: isUnlisted)
    let daily = section["daily"].flatMap { amount($0) }
    let monthly = section["monthly"].flatMap { amount($0) }
    if section["daily"] == nil, section["monthly"] == nil {
      missing(section, "needs a limit: daily, monthly or both")
    }
    let name = section["name"].map { self.name($0) }
    var budget = Budget(
      name: (name ?? nil) ?? BudgetName.make(match ?? Match(), isUnlisted: isUnlisted),
      match: match ?? Match(), isUnlisted: isUnlisted, daily: daily, monthly: monthly)
    if let per = section["per"] { budget.per = names(per).compactMap(\.value.scalar) }
    if let kind = section["window"].flatMap({
      choice($0, ["rolling": .rolling, "calendar": .calendar] as KeyValuePairs<String, WindowKind>)
    }) {
      budget.kind = kind
    }
    budget.thresholds = thresholds(section["thresholds"]) ?? defaults.thresholds
    budget.overrunDoubles = overrun(section["overrun"]) ?? defaults.overrunDoubles
    budget.notify = notify(section["notify"], over: defaults.notify)
    budget.labels = section["labels"].map { texts($0) } ?? [:]
    budget.runbookURL = runbook(section["runbook_url"])
    budget.titleTemplate = template(section["title"])
    budget.messageTemplate = template(section["message"])
    // Without a match that can be read there is no name to hold against others.
    return match == nil || name == .some(nil) ? nil : budget
  }

  /// `feature` and `match` together.
  private mutating func match(_ section: Section, isUnlisted: Bool) -> Match? {
    var conditions: [Match.Condition] = []
    var isComplete = true
    if let field = section["feature"] {
      if isUnlisted {
        keyError(field, "does not go together with unlisted: true")
        isComplete = false
      } else if case .mapping = field.value.content {
        error(field, "must be a text, a glob or a list; more belongs under match")
        isComplete = false
      } else if let patterns = patterns(field) {
        let condition = Match.Condition(dimension: Dimension.feature, patterns: patterns)
        checkHashed(condition, field)
        conditions.append(condition)
        if patterns.contains(where: { $0.text.isEmpty }) {
          error(field, "is empty; the feature of events without one is '\(Dimension.untagged)'")
        }
      } else {
        isComplete = false
      }
    }
    if let field = section["match"], !field.value.isNothing {
      if let more = self.conditions(field) {
        conditions += more
        if isUnlisted, more.contains(where: { $0.dimension == Dimension.feature && !$0.isNegated })
        {
          error(field, "feature_name does not go together with unlisted: true")
        }
      } else {
        isComplete = false
      }
    }
    return isComplete ? Match(BudgetName.order(conditions)) : nil
  }

  private mutating func runbook(_ field: Field?) -> String? {
    guard let field, let text = text(field) else { return nil }
    do throws(WebAddress.Fault) {
      _ = try WebAddress(runbookWithoutFragment(text))
      return text
    } catch {
      self.error(field, error.message)
      return nil
    }
  }

  /// A person opens it, so it may point into a page.
  private func runbookWithoutFragment(_ text: String) -> String {
    String(text.prefix { $0 != "#" })
  }
}
