/// How a comparison ends, in a sentence.
extension Reconciliation {
  /// `$1,240.11 there, $1,228.40 here: 0.9 % less, mostly 2,311 calls of gpt-4o-mini on 3 May that
  /// are not in the logs`
  package var sentence: String {
    guard !judged.isEmpty else {
      return rows.isEmpty
        ? "nothing there and nothing here: nothing was compared"
        : "nothing can be judged yet: see --delay"
    }
    let (theirs, ours) = (provider.amount(measure), self.ours.amount(measure))
    guard theirs != ours else {
      let isWhole = judged.allSatisfy { $0.outcome == .matched }
      return "\(amount(theirs)) there and here: the same"
        + (isWhole ? "" : " in all, but not row by row")
    }
    let short = measure == .money ? amount(ours) : Self.grouped(ours)
    let start = "\(amount(theirs)) there, \(short) here: "
    let change = percent(theirs).map { "\($0) \(ours < theirs ? "less" : "more")" }
    return start + (change ?? "nothing of it is the provider's")
      + (cause.map { ", mostly \($0)" } ?? "")
  }

  /// Of the totals: `0.9 %`; nil where the provider has nothing.
  private func percent(_ theirs: Int64) -> String? {
    guard theirs != 0 else { return nil }
    let (whole, part) = (Int128(theirs).magnitude, Int128(difference).magnitude)
    let tenths = (part * 1000 + whole / 2) / whole
    if tenths == 0 { return "under 0.1 %" }
    return "\(Self.grouped(tenths / 10)).\(tenths % 10) %"
  }

  /// The difference as a number with four decimals at most; nil where the provider has nothing.
  package var percentText: String? {
    let theirs = provider.amount(measure)
    guard theirs != 0 else { return nil }
    let (whole, part) = (Int128(theirs).magnitude, Int128(difference).magnitude)
    let scaled = (part * 1_000_000 + whole / 2) / whole
    let fraction = Timestamp.padded(Int64(scaled % 10_000), 4)
    return (difference < 0 && scaled > 0 ? "-" : "") + "\(scaled / 10_000).\(fraction)"
  }

  private func amount(_ amount: Int64) -> String {
    switch measure {
    case .money: Self.grouped(Money(nano: amount))
    case .tokens: "\(Self.grouped(amount.magnitude)) tokens"
    case .calls: Self.calls(amount)
    }
  }

  // MARK: What makes most of it

  private var cause: String? {
    guard !dimensions.isEmpty else { return nil }
    let least = difference.magnitude / 2
    let same = judged.filter { ($0.difference < 0) == (difference < 0) && $0.difference != 0 }
    guard let first = same.max(by: { $0.difference.magnitude < $1.difference.magnitude }) else {
      return nil
    }
    if first.difference.magnitude >= least { return words(first) }
    if !others.isEmpty, let (value, sum, rows) = largest(same, by: \.values), sum >= least {
      return dimensions.contains(ReconcileQuery.day)
        ? "\(named(value)) on \(rows) days" : named(value)
    }
    if let (day, sum, _) = largest(same, by: \.day), let day, sum >= least {
      return "on \(Self.date(day))"
    }
    return nil
  }

  private var others: [String] { dimensions.filter { $0 != ReconcileQuery.day } }

  private func largest<Value: Hashable>(
    _ rows: [Row], by value: (Row) -> Value
  ) -> (value: Value, sum: UInt64, rows: Int)? {
    var sums: [Value: (sum: UInt64, rows: Int)] = [:]
    var order: [Value] = []
    for row in rows {
      let key = value(row)
      if sums[key] == nil { order.append(key) }
      let known = sums[key] ?? (0, 0)
      let (sum, isTooLarge) = known.sum.addingReportingOverflow(row.difference.magnitude)
      sums[key] = (isTooLarge ? .max : sum, known.rows + 1)
    }
    return order.compactMap { key in sums[key].map { (key, $0.sum, $0.rows) } }
      .max { $0.sum < $1.sum }
  }

  private func words(_ row: Row) -> String {
    let day = row.day.map { "on \(Self.date($0))" }
    let what = ((row.values.isEmpty ? [] : ["of " + named(row.values)]) + [day].compactMap(\.self))
      .joined(separator: " ")
    if let split = row.split, split.price.nano.magnitude > split.volume.nano.magnitude {
      return "the price \(what)"
    }
    let calls = Int128(row.ours?.calls ?? 0) - Int128(row.provider?.calls ?? 0)
    let isKnown = row.provider == nil || row.provider?.calls != nil
    let ending = difference < 0 ? "not in the logs" : "not on the bill"
    if isKnown, calls != 0, (calls < 0) == (difference < 0) {
      let count = Int64(clamping: calls.magnitude)
      return "\(Self.calls(count)) \(what) that \(count == 1 ? "is" : "are") \(ending)"
    }
    let amount = amount(Int64(clamping: row.difference.magnitude))
    // Nobody knows whether it is the price.
    if row.outcome == .differs, measure == .money, row.split == nil { return "\(amount) \(what)" }
    return "\(amount) \(what) that \(measure == .money ? "is" : "are") \(ending)"
  }

  private func named(_ values: [String]) -> String {
    values.map { $0.isEmpty ? "(none)" : $0 }.joined(separator: ", ")
  }

  private static func date(_ day: Int64) -> String {
    let months = [
      "Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec",
    ]
    let date = CivilDate(day: day)
    return "\(date.day) \(months[Int(date.month) - 1])"
  }

  private static func calls(_ count: Int64) -> String {
    count == 1 ? "1 call" : "\(grouped(count.magnitude)) calls"
  }

  private static func grouped(_ money: Money) -> String {
    let text = money.text
    let digits = text.drop { !$0.isNumber }.prefix { $0 != "." }
    let sign = text.prefix { !$0.isNumber }
    return sign + grouped(UInt64(digits) ?? 0) + text.dropFirst(sign.count + digits.count)
  }

  /// `2,311`
  private static func grouped(_ number: some BinaryInteger) -> String {
    var digits = String(number)[...]
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.append(digits.suffix(3))
      digits = digits.dropLast(3)
    }
    return ([digits] + groups.reversed()).joined(separator: ",")
  }
}
