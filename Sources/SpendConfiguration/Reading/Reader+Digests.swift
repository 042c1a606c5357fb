import SpendCore

/// `digest`: a list, or one that stands alone.
extension Reader {
  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]
  private static let keys = ["every", "on", "at", "by", "notify", "title", "message"]
  private static let most = 20

  /// - Parameter kept: the dimensions of the history.
  mutating func digests(_ field: Field?, keeping kept: [String]) -> [DigestSettings] {
    guard let field, !field.value.isNothing, field.value.scalar != "off" else { return [] }
    let items: [Field]
    if case .mapping = field.value.content { items = [field] } else { items = list(field) ?? [] }
    if items.count > Self.most {
      error(field, "has \(items.count) digests; \(Self.most) are the most")
      return []
    }
    return items.compactMap { digest($0, kept) }
  }

  private mutating func digest(_ field: Field, _ kept: [String]) -> DigestSettings? {
    guard let section = section(field, known: Self.keys) else {
      return nil
    }
    let words: KeyValuePairs<String, DigestSettings.Every> = [
      "day": .day, "week": .week, "month": .month,
    ]
    guard let every = section["every"] else {
      missing(section, "needs every: day, week or month")
      return nil
    }
    guard let period = choice(every, words) else { return nil }
    var settings = DigestSettings(every: period)
    if let on = section["on"] { settings.on = day(on, of: period) ?? settings.on }
    if let at = section["at"] { settings.minute = minute(at) ?? settings.minute }
    if let by = section["by"] { settings.by = dimensions(by, kept) }
    settings.titleTemplate = template(section["title"], isOfDigest: true)
    settings.messageTemplate = template(section["message"], isOfDigest: true)
    if let notify = section["notify"], !notify.value.isNothing {
      settings.receivers = receiverList(notify)
      if settings.receivers.isEmpty { return nil }
    } else {
      missing(section, "needs notify: the receivers that get it")
    }
    return settings
  }

  private mutating func day(_ field: Field, of period: DigestSettings.Every) -> Int64? {
    switch period {
    case .day:
      error(field, "a digest of every day has no day of its own; leave it out")
      return nil
    case .month: return whole(field, 1...28)
    case .week:
      guard let name = text(field)?.lowercased() else { return nil }
      let found = Self.weekdays.firstIndex { $0 == name || $0.prefix(3) == name }
      guard let found else {
        let near = DidYouMean.hint(name, among: Self.weekdays)
        error(field, "\(Quoted.text(name)) is not a day of the week; write monday\(near)")
        return nil
      }
      return Int64(found)
    }
  }

  /// `08:00`, of the local day.
  private mutating func minute(_ field: Field) -> Int64? {
    guard let text = text(field) else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
      let hour = UnitParser.whole(String(parts[0])),
      let minute = UnitParser.whole(String(parts[1])),
      hour < 24, minute < 60
    else {
      error(field, "\(Quoted.text(text)) is not a time of day; write it like \"08:00\"")
      return nil
    }
    return hour * 60 + minute
  }

  private mutating func dimensions(_ field: Field, _ kept: [String]) -> [String] {
    var found: [String] = []
    for item in names(field) {
      guard let name = item.value.scalar else { continue }
      let dimension = name == "feature" ? Dimension.feature : name
      guard kept.contains(exactly: dimension) else {
        let near = DidYouMean.hint(dimension, among: kept)
        error(
          item,
          "\(Quoted.text(name)) is not kept in the history, which has "
            + kept.joined(separator: ", ") + near)
        continue
      }
      if !found.contains(exactly: dimension) { found.append(dimension) }
    }
    return found.isEmpty ? [Dimension.feature] : found
  }
}
