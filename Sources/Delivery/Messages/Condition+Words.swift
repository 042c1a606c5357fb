import SpendCore

/// What people read of a condition.
extension Condition {
  /// What an alert begins with that it has fired: `LLM budget exceeded:`, `LLM budget at 80 %:`,
  /// `LLM budget 2x:`.
  var lead: String {
    self == .wholeLimit ? "LLM budget exceeded:" : "LLM budget \(multiple ?? "at \(words)"):"
  }

  /// `80 %`.
  var words: String {
    switch self {
    case .percent(let percent): "\(percent) %"
    }
  }

  /// As a bracket has it: `2x`, `80 %`.
  var short: String { multiple ?? words }

  /// A multiple of the limit, above it: `2x`.
  private var multiple: String? {
    switch self {
    case .percent(let percent):
      percent > 100 && percent % 100 == 0 ? "\(percent / 100)x" : nil
    }
  }

  /// It is met before the limit is used up.
  var isBelowLimit: Bool {
    switch self {
    case .percent(let percent): percent < 100
    }
  }
}
