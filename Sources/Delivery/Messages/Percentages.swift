/// Whole percentages that add up to 100 (largest remainder; of equal ones the first).
package enum Percentages {
  /// - Parameter amounts: none below zero counts.
  package static func whole(_ amounts: [Int64]) -> [Int64] {
    let amounts = amounts.map { Int128(max(0, $0)) }
    let total = amounts.reduce(0, +)
    guard total > 0 else { return amounts.map { _ in 0 } }
    var percents = amounts.map { Int64($0 * 100 / total) }
    let missing = 100 - percents.reduce(0, +)
    let order = amounts.indices.sorted { a, b in
      let (x, y) = (amounts[a] * 100 % total, amounts[b] * 100 % total)
      return x != y ? x > y : a < b
    }
    for index in order.prefix(Int(missing)) { percents[index] += 1 }
    return percents
  }
}
