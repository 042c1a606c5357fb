import SpendCore

/// `thresholds`, `overrun` and `notify`: of the file and of a budget alike.
extension Reader {
  static let defaultThresholds = [
    Threshold(percent: 80, level: .soft), Threshold(percent: 100, level: .hard),
  ]
  static let defaultNotify: [Level: [String]] = [.info: [], .soft: ["log"], .hard: ["log"]]

  private static let levels: KeyValuePairs<String, Level> = [
    "info": .info, "soft": .soft, "hard": .hard,
  ]

  /// `{ 80: soft, 100: hard }`, or `[80, 100]`: soft below 100 percent, hard from there.
  ///
  /// - Returns: ascending by percent; nil when there is none or it is wrong.
  mutating func thresholds(_ field: Field?) -> [Threshold]? {
    guard let field, !field.value.isNothing else { return nil }
    var result: [Threshold] = []
    if case .sequence = field.value.content {
      for item in list(field) ?? [] {
        guard let name = text(item), let percent = percent(name, item, after: result) else {
          continue
        }
        result.append(Threshold(percent: percent, level: percent < 100 ? .soft : .hard))
      }
    } else {
      guard let pairs = pairs(field) else { return nil }
      for (name, entry) in pairs {
        guard let percent = percent(name, entry, after: result),
          let level = choice(entry, Self.levels)
        else { continue }
        result.append(Threshold(percent: percent, level: level))
      }
    }
    if result.isEmpty, field.value.height == 0 {
      warn(field, "is empty: nothing will alert below an overrun")
    }
    return result.sorted { $0.condition.percent < $1.condition.percent }
  }

  private mutating func percent(
    _ text: String, _ field: Field, after others: [Threshold]
  ) -> Int64? {
    guard let percent = UnitParser.whole(text), (1...1000).contains(percent) else {
      keyError(
        field,
        "\(Quoted.text(text)) is not a threshold; "
          + "write a whole number of percent from 1 to 1000")
      return nil
    }
    guard !others.contains(where: { $0.condition == .percent(percent) }) else {
      keyError(field, "the threshold of \(percent) percent is there twice")
      return nil
    }
    return percent
  }

  mutating func overrun(_ field: Field?) -> Bool? {
    guard let field else { return nil }
    return choice(field, ["double": true, "off": false] as KeyValuePairs<String, Bool>)
  }

  /// Laid over `base` level by level; receivers without a level are those of all levels.
  mutating func notify(_ field: Field?, over base: [Level: [String]]) -> [Level: [String]] {
    guard let field, !field.value.isNothing else { return base }
    guard case .mapping = field.value.content else {
      let receivers = receiverList(field)
      return Dictionary(uniqueKeysWithValues: Level.allCases.map { ($0, receivers) })
    }
    var result = base
    guard let section = section(field, known: Level.allCases.map(\.rawValue)) else { return base }
    for level in Level.allCases {
      guard let entry = section[level.rawValue] else { continue }
      result[level] = entry.value.isNothing ? [] : receiverList(entry)
    }
    return result
  }

  mutating func receiverList(_ field: Field) -> [String] {
    names(field).compactMap { item in
      guard let name = item.value.scalar else { return nil }
      notifiedReceivers.insert(name)
      guard receiverNames.contains(name) else {
        let known = receiverNames.sorted()
        let meant = DidYouMean.word(to: name, among: known)
        // Somebody notifies it, only not by its name.
        if let meant { notifiedReceivers.insert(meant) }
        let near =
          meant.map { "did you mean \(Quoted.text($0))?" }
          ?? "there is \(known.prefix(20).map(Quoted.text).joined(separator: ", "))"
        error(item, "there is no receiver \(Quoted.text(name)); \(near)")
        return nil
      }
      return name
    }
  }
}
