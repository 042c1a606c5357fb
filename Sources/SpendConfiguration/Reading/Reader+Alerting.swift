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

  /// Ascending by percent; nil when there is none or it is wrong.
  mutating func thresholds(_ field: Field?) -> [Threshold]? {
    guard let field, !field.value.isNothing else { return nil }
    guard let pairs = pairs(field) else { return nil }
    var result: [Threshold] = []
    for (name, entry) in pairs {
      guard let percent = Measure.whole(name), (1...1000).contains(percent) else {
        keyError(
          entry,
          "\(Shown.quoted(name)) is not a threshold; "
            + "write a whole number of percent from 1 to 1000")
        continue
      }
      guard !result.contains(where: { $0.percent == percent }) else {
        keyError(entry, "the threshold of \(percent) percent is there twice")
        continue
      }
      guard let level = choice(entry, Self.levels) else { continue }
      result.append(Threshold(percent: percent, level: level))
    }
    if pairs.isEmpty { warn(field, "is empty: nothing will alert below an overrun") }
    return result.sorted { $0.percent < $1.percent }
  }

  mutating func overrun(_ field: Field?) -> Bool? {
    guard let field else { return nil }
    return choice(field, ["double": true, "off": false] as KeyValuePairs<String, Bool>)
  }

  /// Laid over `base` level by level.
  mutating func notify(_ field: Field?, over base: [Level: [String]]) -> [Level: [String]] {
    guard let field, !field.value.isNothing else { return base }
    guard case .mapping = field.value.content else {
      error(field, "must say which level goes where: { soft: [slack], hard: [slack, oncall] }")
      return base
    }
    var result = base
    guard let section = section(field, known: Level.allCases.map(\.rawValue)) else { return base }
    for level in Level.allCases {
      guard let entry = section[level.rawValue] else { continue }
      result[level] = entry.value.isNothing ? [] : receiverList(entry)
    }
    return result
  }

  private mutating func receiverList(_ field: Field) -> [String] {
    names(field).compactMap { item in
      guard let name = item.value.scalar else { return nil }
      notifiedReceivers.insert(name)
      guard receiverNames.contains(name) else {
        let known = receiverNames.sorted()
        let meant = Nearest.word(to: name, among: known)
        // Somebody notifies it, only not by its name.
        if let meant { notifiedReceivers.insert(meant) }
        let near =
          meant.map { "did you mean \(Shown.quoted($0))?" }
          ?? "there is \(known.prefix(20).map(Shown.quoted).joined(separator: ", "))"
        error(item, "there is no receiver \(Shown.quoted(name)); \(near)")
        return nil
      }
      return name
    }
  }
}
