package import SpendCore

/// Dates as people write them.
package enum DateWords {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// - Parameter number: 1 to 12.
  package static func month(_ number: Int64, isShort: Bool) -> String {
    let index = Int(number) - 1
    guard months.indices.contains(index) else { return "month \(number)" }
    return isShort ? String(months[index].prefix(3)) : months[index]
  }

  /// `29 Nov`, with the year where it is not that of the date beside it.
  package static func day(_ date: CivilDate, beside other: CivilDate?) -> String {
    let text = "\(date.day) \(month(date.month, isShort: true))"
    return other.map { $0.year == date.year } ?? true ? text : "\(text) \(date.year)"
  }
}
