/// Exponential backoff with full jitter: uniform between zero and `base × 2ⁿ⁻¹`, capped (M.
/// Brooker, "Exponential Backoff And Jitter").
package enum Backoff {
  /// - Parameters:
  ///   - failures: in a row, from 1.
  ///   - random: any 64 random bits.
  package static func milliseconds(
    failures: Int, base: Int64, limit: Int64, random: UInt64
  ) -> Int64 {
    let exponent = min(max(0, failures - 1), 40)
    let (product, overflow) = base.multipliedReportingOverflow(by: 1 << exponent)
    let ceiling = overflow ? limit : min(product, limit)
    // The high half of the product maps the random bits evenly onto 0...ceiling.
    return Int64(random.multipliedFullWidth(by: UInt64(max(0, ceiling)) + 1).high)
  }
}
