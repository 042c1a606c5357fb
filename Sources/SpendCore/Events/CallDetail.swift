/// What a report by classes of tokens needs of a call, beside its ``Line``.
package struct CallDetail: Hashable, Sendable {
  package var usage: TokenUsage
  /// Nano-dollars, where the cost is made of them: their sum is the cost of the call. Nil for a
  /// logged cost, which says nothing of classes.
  package var costs: PerTokenClass?
}

/// A number for each class of tokens: tokens, or nano-dollars. Sums are pinned to 64 bits.
package struct PerTokenClass: Hashable, Sendable {
  private var input: Int64 = 0
  private var cacheRead: Int64 = 0
  private var cacheWrite: Int64 = 0
  private var cacheWrite1h: Int64 = 0
  private var output: Int64 = 0
  private var reasoning: Int64 = 0

  package static let zero = PerTokenClass()

  package subscript(kind: TokenClass) -> Int64 {
    get {
      switch kind {
      case .input: input
      case .cacheRead: cacheRead
      case .cacheWrite: cacheWrite
      case .cacheWrite1h: cacheWrite1h
      case .output: output
      case .reasoning: reasoning
      }
    }
    set {
      switch kind {
      case .input: input = newValue
      case .cacheRead: cacheRead = newValue
      case .cacheWrite: cacheWrite = newValue
      case .cacheWrite1h: cacheWrite1h = newValue
      case .output: output = newValue
      case .reasoning: reasoning = newValue
      }
    }
  }

  /// All counts are at least 0, so a sum can only be too large.
  package mutating func add(_ other: PerTokenClass) {
    for kind in TokenClass.allCases {
      self[kind] = ReportSums.sum(self[kind], other[kind])
    }
  }

  package var total: Int64 { TokenClass.allCases.reduce(0) { ReportSums.sum($0, self[$1]) } }
}

extension Line {
  /// In classes that have nothing in common.
  ///
  /// - Parameter classes: those of the line (``LineExtras/classes``).
  package func tokens(_ classes: TokenClasses) -> PerTokenClass {
    if flags.contains(.classes) { return classes.counts }
    var counts = PerTokenClass()
    counts[.input] = inputTokens
    counts[.output] = outputTokens
    return counts
  }

  /// See ``HistoryDetails/tokens``.
  package func tokensBeside(_ classes: TokenClasses) -> PerTokenClass {
    var counts = tokens(classes)
    counts[.input] -= inputTokens
    counts[.output] -= outputTokens
    return counts
  }
}

extension TokenUsage {
  /// Classes that have nothing in common: output is without reasoning here.
  package var byClass: PerTokenClass {
    var counts = PerTokenClass()
    counts[.input] = uncachedInput
    counts[.cacheRead] = cacheRead
    counts[.cacheWrite] = cacheWrite
    counts[.cacheWrite1h] = cacheWrite1h
    counts[.reasoning] = min(reasoning, output)
    counts[.output] = output - counts[.reasoning]
    return counts
  }
}
