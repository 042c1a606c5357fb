/// How a value goes with two others: of the plane with the least squares, by how much it grows with
/// each of them while the other stays as it is, and the standard error of that: from the residuals,
/// as for any linear regression.
struct Trend {
  private(set) var first = 0.0
  private(set) var second = 0.0
  private(set) var firstError = 0.0
  private(set) var secondError = 0.0

  /// - Parameter points: the two and the value. Where they do not tell the two apart, all of it
  ///   goes with the first one.
  init(_ points: [(first: Double, second: Double, value: Double)]) {
    let count = Double(points.count)
    func mean(_ part: ((first: Double, second: Double, value: Double)) -> Double) -> Double {
      points.reduce(0) { $0 + part($1) } / count
    }
    let (x, z, y) = (mean { $0.first }, mean { $0.second }, mean { $0.value })
    let xx = mean { ($0.first - x) * ($0.first - x) }
    let zz = mean { ($0.second - z) * ($0.second - z) }
    let xz = mean { ($0.first - x) * ($0.second - z) }
    let xy = mean { ($0.first - x) * ($0.value - y) }
    let zy = mean { ($0.second - z) * ($0.value - y) }
    let determinant = xx * zz - xz * xz
    guard determinant > 1e-9 * xx * zz, zz > 0 else {
      if xx > 0 { first = xy / xx }
      return
    }
    first = (xy * zz - zy * xz) / determinant
    second = (zy * xx - xy * xz) / determinant
    guard points.count > 3 else { return }
    let residual = mean { point in
      let rest = (point.value - y) - first * (point.first - x) - second * (point.second - z)
      return rest * rest
    }
    let variance = residual / (count - 3)
    firstError = (variance * zz / determinant).squareRoot()
    secondError = (variance * xx / determinant).squareRoot()
  }
}
