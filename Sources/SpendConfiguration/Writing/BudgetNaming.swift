import SpendCore

/// Names for the budgets that a written file has. Most have none and are called by what they match;
/// of two that would be called the same the second gets a name of its own, or `check` would refuse
/// them: `a b`, and `a`, a tab and `b`, which is shown as that.
struct BudgetNaming {
  /// Those that budgets without a name will have.
  private let usual: Set<ExactText>
  private var taken: Set<ExactText> = []
  /// By a name that was taken: the number that the next one like it is tried with.
  private var next: [ExactText: Int] = [:]

  init(_ usual: [String]) { self.usual = Set(usual.map { ExactText($0) }) }

  /// The name to be written for a budget that would be called `usual`; nil: it may be called so.
  mutating func name(insteadOf usual: String) -> String? {
    taken.insert(ExactText(usual)).inserted ? nil : numbered(usual)
  }

  /// The name, or one like it that is free.
  mutating func name(_ wanted: String) -> String {
    let key = ExactText(wanted)
    return !usual.contains(key) && taken.insert(key).inserted ? wanted : numbered(wanted)
  }

  private mutating func numbered(_ name: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      scalars.append(FirstConfiguration.isControl(scalar) ? " " : scalar)
    }
    let head = ExactText(String(scalars))
    while true {
      let number = next[head, default: 2]
      next[head] = number + 1
      let candidate = ExactText("\(head.text)-\(number)")
      if !usual.contains(candidate), taken.insert(candidate).inserted { return candidate.text }
    }
  }
}
