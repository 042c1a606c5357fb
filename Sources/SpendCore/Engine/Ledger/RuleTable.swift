/// The rules of a configuration by number, and what is asked of them for every window, worked out
/// once. Those of a budget stand side by side.
struct RuleTable: Sendable {
  private let rules: [Rule]
  /// Of each rule.
  let shapes: [RuleShape]
  /// The spend that crosses the first threshold; `Int64.max` where there is none.
  let firstTrips: [Int64]
  /// The rule of the same budget whose windows stand for the groups: the last one, because a
  /// month outlives its days.
  let counted: [Int]
  /// What the records of their windows begin with.
  let recordHeads: [[UInt8]]

  init(_ rules: [Rule]) {
    self.rules = rules
    shapes = rules.map { RuleShape($0) }
    firstTrips = rules.map { $0.threshold(above: nil)?.trip.nano ?? .max }
    var counted = Array(rules.indices)
    for rule in rules.indices.dropLast().reversed()
    where rules[rule].budget.name.isExactly(rules[rule + 1].budget.name) {
      counted[rule] = counted[rule + 1]
    }
    self.counted = counted
    recordHeads = rules.map { rule in
      var writer = ByteWriter()
      writer.write(windowOf: rule.identity, limit: rule.limit, values: rule.budget.per.count)
      return writer.bytes
    }
  }

  /// The first one with an identity; one from a number on is tried before.
  func number(of identity: String, from number: Int) -> Int? {
    let guess = number < count ? number : 0
    if guess < count, self[guess].identity.isExactly(identity) { return guess }
    return firstIndex { $0.identity.isExactly(identity) }
  }
}

extension RuleTable: RandomAccessCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { rules.count }
  subscript(number: Int) -> Rule { rules[number] }
}
