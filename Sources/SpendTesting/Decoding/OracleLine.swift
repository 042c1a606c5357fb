package import SpendCore

/// What the oracle makes of a line: a ``Line`` with the texts of its dimensions in place of a
/// series.
package struct OracleLine: Equatable {
  package var end = 0
  package var length = 0
  package var nulBytes = 0
  package var outcome: Line.Outcome
  package var traits: LineTraits = []
  package var flags: Flags = []
  /// Of events only.
  package var format = LineFormat.native
  package var timeMicroseconds: Int64 = 0
  package var costNano: Int64 = 0
  package var inputTokens: Int64 = 0
  package var outputTokens: Int64 = 0
  /// Where it says more of them: uncached input, output without reasoning, read from caches,
  /// written into them for five minutes and for an hour, reasoning.
  package var classes: [Int64] = []
  /// Of events only.
  package var id = EventID.none
  package var grows = false
  /// Of events only.
  package var dimensions: [String] = []

  package init(outcome: Line.Outcome) { self.outcome = outcome }

  /// What ``LineDecoder`` said, in the same shape. For lines that are no events only what they have
  /// in common.
  package init(_ line: DecodedLine, _ catalog: borrowing Catalog) {
    outcome = line.outcome
    end = line.end
    length = line.length
    nulBytes = Int(line.nulBytes)
    traits = line.traits
    guard line.outcome == .event else { return }
    flags = line.flags
    format = line.format
    timeMicroseconds = line.time.microseconds
    costNano = line.cost.nano
    inputTokens = line.inputTokens
    outputTokens = line.outputTokens
    if line.flags.contains(.classes) {
      let order: [TokenClass] = [
        .input, .output, .cacheRead, .cacheWrite, .cacheWrite1h, .reasoning,
      ]
      classes = order.map { line.classes.counts[$0] }
    }
    id = line.id
    grows = line.id.grows
    for index in 0..<catalog.dimensions.count {
      dimensions.append(catalog.text(catalog.symbol(of: line.series, dimension: index)))
    }
  }
}
