/// What is odd about a period: each with the numbers that make it so.
extension DigestTally {
  /// Fewer calls say nothing about what one costs.
  private static let fewestCalls: Int64 = 20
  private static let spikeFactor: Int128 = 3

  /// The part of the period's spend that something moved, for it to be odd: of a day, which has few
  /// calls, a tenth; else every day would have something.
  private var leastPart: Int64 { plan.settings.every == .day ? 10 : 100 }

  /// - Parameter detailsSince: the cache of times before is not known; nil: of all times it is.
  func oddities(_ digest: SpendDigest, detailsSince: Timestamp?) -> [SpendDigest.Oddity] {
    let knowsCache = detailsSince.map { $0 <= plan.previous.start } ?? true
    var found = spikes() + costsPerCall(knowsCache: knowsCache)
    // Without a past, of which a quarter of a period is the least, everything is new.
    let past = plan.period.start.seconds - plan.previous.start.seconds
    if let first, first <= plan.period.start.advanced(bySeconds: -past / 4) {
      found += new(features, .newFeature, "feature") + new(models, .newModel, "model")
    }
    found.sort { ($1.spend, ExactText($0.name)) < ($0.spend, ExactText($1.name)) }
    return found + standing(digest)
  }

  /// What has no feature or no price, and what could not be read.
  private func standing(_ digest: SpendDigest) -> [SpendDigest.Oddity] {
    var found: [SpendDigest.Oddity] = []
    if digest.unpriced.calls > 0 {
      let names = Self.list(digest.unpriced.models)
      found.append(
        .init(
          kind: .unpriced, name: digest.unpriced.models.first ?? "",
          text:
            "\(SpendDigest.calls(digest.unpriced.calls)) without a price: \(names)",
          spend: .zero))
    }
    if digest.untaggedPermille >= 10 {
      found.append(
        .init(
          kind: .untagged, name: Dimension.untagged,
          text: "\(SpendDigest.percent(digest.untaggedPermille)) of the spend has no feature: "
            + untagged.cost.text, spend: untagged.cost))
    }
    let data = digest.data
    if data.gaps > 0 {
      found.append(
        .init(
          kind: .data, name: "",
          text: "\(data.gaps) \(data.gaps == 1 ? "gap" : "gaps"): lines were destroyed before they "
            + "could be read", spend: .zero))
    }
    if data.rejected > 0, data.rejected * 100 >= data.events + data.rejected {
      found.append(
        .init(
          kind: .data, name: "",
          text: "\(data.rejected) of \(data.events + data.rejected) lines could not be counted",
          spend: .zero))
    }
    return found
  }

  private func new(
    _ seen: Seen, _ kind: SpendDigest.Oddity.Kind, _ noun: String
  ) -> [SpendDigest.Oddity] {
    let new = seen.values.filter {
      !$0.isKnown && $0.current.calls > 0 && !$0.values[0].isEmpty
        && $0.values[0] != Dimension.untagged
    }.sorted { $0.current.cost > $1.current.cost }
    var found = new.prefix(SpendDigest.listCount).map { group in
      SpendDigest.Oddity(
        kind: kind, name: group.values[0],
        text: "new \(noun) \(group.values[0]): \(group.current.cost.text), "
          + SpendDigest.calls(group.current.calls), spend: group.current.cost)
    }
    let more = new.dropFirst(SpendDigest.listCount)
    if !more.isEmpty {
      let spend = more.reduce(Money.zero) { $0 + $1.current.cost }
      found.append(
        .init(
          kind: kind, name: "", text: "+\(more.count) more new \(noun)s: \(spend.text)",
          spend: min(spend, found.last?.spend ?? spend)))
    }
    return found
  }

  // MARK: What a call costs

  private func costsPerCall(knowsCache: Bool) -> [SpendDigest.Oddity] {
    largest.prefix(Self.detailed).compactMap { costPerCall($0, knowsCache: knowsCache) }
      .sorted { $0.spend > $1.spend }.prefix(SpendDigest.listCount).map(\.self)
  }

  /// A quarter more or a fifth less than in the period before, if that moved ``leastPart`` of all.
  private func costPerCall(_ index: Int, knowsCache: Bool) -> SpendDigest.Oddity? {
    let group = groups[index]
    let (now, before) = (group.current, group.previous)
    guard isPreviousKnown, min(now.calls, before.calls) >= Self.fewestCalls,
      before.averageCost > .zero
    else { return nil }
    let hundredths = Self.ratio(now.cost.nano, now.calls, before.cost.nano, before.calls)
    guard hundredths >= 125 || hundredths <= 80 else { return nil }
    let asBefore = Int128(before.cost.nano) * Int128(now.calls) / Int128(before.calls)
    let difference = Money(nano: Int64(clamping: Int128(now.cost.nano) - asBefore))
    let size = Money(nano: Int64(clamping: difference.nano.magnitude))
    guard Int128(size.nano) * Int128(leastPart) >= Int128(total.current.cost.nano) else {
      return nil
    }
    let input = Self.ratio(now.inputTokens, now.calls, before.inputTokens, before.calls)
    let output = Self.ratio(now.outputTokens, now.calls, before.outputTokens, before.calls)
    var kind = SpendDigest.Oddity.Kind.costPerCall
    var why: [String] = []
    if !(90...110).contains(input) { why.append("input tokens per call × \(Self.times(input))") }
    if !(90...110).contains(output) { why.append("output tokens per call × \(Self.times(output))") }
    let cached = group.currentInput.cachedPermille(now)
    let cachedBefore = group.previousInput.cachedPermille(before)
    // Dearer calls by less of a cache, cheaper ones by more.
    if knowsCache, abs(cached - cachedBefore) >= 100,
      (cached < cachedBefore) == (difference > .zero)
    {
      if why.isEmpty { kind = .cache }
      why.append(
        "\(SpendDigest.percent(cached)) of the input from the cache, "
          + "\(SpendDigest.percent(cachedBefore)) before")
    }
    if why.isEmpty {
      let within = changeWithinModels(index)
      let isWithin = (within < 0) == (difference < .zero) && within.magnitude * 2 >= size.nano
      if isWithin, !knowsCache { kind = .cache }
      let cause = knowsCache ? "the price" : "the cache, or the price"
      why.append(
        isWithin
          ? "with the same models and as many tokens: \(cause)"
          : "with as many tokens per call: by other models")
    }
    let name = Self.name(group.values)
    return SpendDigest.Oddity(
      kind: kind, name: name,
      text: "\(name): cost per call × \(Self.times(hundredths)) (\(before.averageCost.text) → "
        + "\(now.averageCost.text)), \(why.joined(separator: ", ")); about \(size.text) "
        + (difference > .zero ? "more" : "less"),
      spend: size)
  }

  /// What the calls of each model cost more than as many did before; of models that are
  /// new nothing is known.
  private func changeWithinModels(_ group: Int) -> Int128 {
    parts.reduce(0) { sum, part in
      let (now, before) = (part.sums.current, part.sums.previous)
      guard part.group == group, before.calls > 0, now.calls > 0 else { return sum }
      return sum + Int128(now.cost.nano)
        - Int128(before.cost.nano) * Int128(now.calls) / Int128(before.calls)
    }
  }

  /// How many hundredths of b per its calls a per its calls is.
  private static func ratio(_ a: Int64, _ aCalls: Int64, _ b: Int64, _ bCalls: Int64) -> Int64 {
    guard b > 0, aCalls > 0 else { return a == b ? 100 : 10_000 }
    // At most 2^63 × 2^63 and a hundred: divided first where that would be too much.
    let (top, bottom) = (Int128(a) * Int128(bCalls), Int128(b) * Int128(aCalls))
    if top < Int128.max / 100 { return Int64(clamping: (top * 100 + bottom / 2) / bottom) }
    return Int64(clamping: top / max(1, bottom / 100))
  }

  private static func times(_ hundredths: Int64) -> String {
    let tenths = (hundredths + 5) / 10
    return hundredths < 95
      ? "0.\(Timestamp.padded(hundredths, 2))" : "\(tenths / 10).\(tenths % 10)"
  }

  // MARK: Spikes

  /// Hours of the period in which a group spent at least three times of what is usual then,
  /// and four deviations more (Semantics, Forecasts), put together by day; at least
  /// ``leastPart`` of the period.
  private func spikes() -> [SpendDigest.Oddity] {
    guard !isCoarse else { return [] }
    let least = max(Int64(10_000_000), total.current.cost.nano / leastPart)
    let days = largest.prefix(Self.detailed).indices.flatMap { index in
      spikes(hours[index], Self.name(groups[largest[index]].values), least: Money(nano: least))
    }
    return days.sorted { $0.spend > $1.spend }.prefix(SpendDigest.listCount).map(\.self)
  }

  private func spikes(
    _ spend: HourlySpend, _ name: String, least: Money
  ) -> [SpendDigest.Oddity] {
    struct Day {
      var date: CivilDate
      var actual = Money.zero
      var usual = Money.zero
      var hours = 0
    }
    // What is usual is known from before the period: a spike must not make itself usual.
    let start = spend.index(at: plan.period.start.seconds)
    let baseline = Baseline(spend, before: start, zone: plan.zone)
    guard baseline.hasDay else { return [] }
    var days: [Day] = []
    for hour in start..<spend.index(at: plan.period.end.seconds) {
      let actual = spend.hours[hour]
      guard actual > .zero, let usual = baseline.usual(hour),
        Int128(actual.nano) >= Int128(usual.median.nano) * Self.spikeFactor,
        Int128(actual.nano) > Int128(usual.median.nano) + 4 * Int128(usual.deviation.nano),
        // What runs now and then costs nothing in most hours, and is none each time it runs.
        usual.median > .zero
          || Int128(actual.nano) >= Int128(usual.largest.nano) * Self.spikeFactor
      else { continue }
      let date = plan.zone.localDate(at: Timestamp(seconds: spend.startOfHour(hour)))
      if days.last?.date != date { days.append(Day(date: date)) }
      days[days.count - 1].actual += actual
      days[days.count - 1].usual += usual.median
      days[days.count - 1].hours += 1
    }
    return days.filter { $0.actual - $0.usual >= least }.map { day in
      let hours = day.hours == 1 ? "an hour" : "\(day.hours) hours"
      return SpendDigest.Oddity(
        kind: .spike, name: name,
        text: "\(name) on \(day.date): \(day.actual.text) in \(hours) that usually cost "
          + day.usual.text, spend: day.actual - day.usual)
    }
  }

  // MARK: Words

  static func name(_ values: [String]) -> String {
    let shown = values.filter { !$0.isEmpty }
    return shown.isEmpty ? "(none)" : shown.joined(separator: " / ")
  }

  private static func list(_ names: [String]) -> String {
    let more = names.count > 3 ? " +\(names.count - 3) more" : ""
    return names.prefix(3).map { $0.isEmpty ? "(no model)" : $0 }.joined(separator: ", ") + more
  }
}
