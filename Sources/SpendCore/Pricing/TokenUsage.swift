/// The tokens of one call in classes that have nothing in common: what prices are multiplied with
/// (Semantics, Prices).
package struct TokenUsage: Hashable, Sendable {
  package var uncachedInput: Int64 = 0
  package var cacheRead: Int64 = 0
  /// Kept for five minutes.
  package var cacheWrite: Int64 = 0
  /// Kept for an hour.
  package var cacheWrite1h: Int64 = 0
  /// With the tokens of reasoning.
  package var output: Int64 = 0
  /// Of the output.
  package var reasoning: Int64 = 0

  package init() {}

  /// A count beyond this is no count (Semantics, Prices).
  package static let mostTokens: Int64 = 1_000_000_000

  /// What long contexts are judged by.
  package var wholeInput: Int64 { uncachedInput + cacheRead + cacheWrite + cacheWrite1h }

  package var isEmpty: Bool { wholeInput == 0 && output == 0 }

  /// Whether there is more to say of it than how many tokens went in, as the log has it, and how
  /// many came out.
  package func hasClasses(beside input: Int64) -> Bool {
    cacheRead | cacheWrite | cacheWrite1h | reasoning > 0 || uncachedInput > input
  }
}

/// The tokens of one call by class, as small as a ``Line`` wants them: no class of a call has more
/// than ``TokenUsage/mostTokens``, or twice as many where two counts make one.
package struct TokenClasses: Hashable, Sendable {
  private var uncachedInput: UInt32 = 0
  private var cacheRead: UInt32 = 0
  private var cacheWrite: UInt32 = 0
  private var cacheWrite1h: UInt32 = 0
  /// Without the tokens of reasoning.
  private var output: UInt32 = 0
  private var reasoning: UInt32 = 0

  package init() {}

  package init(_ usage: TokenUsage) {
    uncachedInput = UInt32(clamping: usage.uncachedInput)
    cacheRead = UInt32(clamping: usage.cacheRead)
    cacheWrite = UInt32(clamping: usage.cacheWrite)
    cacheWrite1h = UInt32(clamping: usage.cacheWrite1h)
    reasoning = UInt32(clamping: min(usage.reasoning, usage.output))
    output = UInt32(clamping: usage.output) - reasoning
  }

  package var counts: PerTokenClass {
    var counts = PerTokenClass()
    counts[.input] = Int64(uncachedInput)
    counts[.cacheRead] = Int64(cacheRead)
    counts[.cacheWrite] = Int64(cacheWrite)
    counts[.cacheWrite1h] = Int64(cacheWrite1h)
    counts[.output] = Int64(output)
    counts[.reasoning] = Int64(reasoning)
    return counts
  }
}

/// The classes of tokens that have a price of their own, in the order in which they are shown.
package enum TokenClass: String, CaseIterable, Hashable, Sendable {
  case input
  case cacheRead = "cache_read"
  case cacheWrite = "cache_write"
  case cacheWrite1h = "cache_write_1h"
  case output
  case reasoning
}

/// How fast, and so how dear, a call was (Semantics, Prices).
package enum ServiceTier: String, CaseIterable, Hashable, Sendable {
  case standard
  case batch
  case flex
  case priority
  /// Anthropic's fast mode, which has nothing to do with its priority; for others
  /// the same as priority.
  case fast

  /// Its place in `allCases`.
  var number: Int {
    switch self {
    case .standard: 0
    case .batch: 1
    case .flex: 2
    case .priority: 3
    case .fast: 4
    }
  }

  private static let names: [(name: StaticString, tier: ServiceTier)] = [
    ("default", .standard), ("standard", .standard), ("auto", .standard), ("batch", .batch),
    ("flex", .flex), ("priority", .priority), ("fast", .fast), ("batches", .batch),
    ("on_demand_flex", .flex), ("on_demand_priority", .priority), ("on_demand", .standard),
    ("standard_only", .standard),
  ]

  /// As providers write it, in any case; nil for a name that is none of these.
  package init?(_ name: UnsafeBufferPointer<UInt8>) {
    guard let start = name.baseAddress else { return nil }
    for (known, tier) in Self.names where known.utf8CodeUnitCount == name.count {
      guard SWAR.equalWithin(known.utf8Start, start, count: name.count) else { continue }
      self = tier
      return
    }
    for (known, tier) in Self.names where known.utf8CodeUnitCount == name.count {
      var isEqual = true
      for index in 0..<name.count where isEqual {
        // Of letters and `_`, which this leaves alone.
        let byte = name[index]
        let small = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
        isEqual = small == known.utf8Start[index]
      }
      guard isEqual else { continue }
      self = tier
      return
    }
    return nil
  }

  package init?(name: String) {
    var name = name
    guard let tier = name.withUTF8({ ServiceTier($0) }) else { return nil }
    self = tier
  }
}
