import SpendCore

/// The top of the file.
extension Reader {
  private static let keys = [
    "instance", "sources", "timezone", "exclude", "included", "hash", "hash_key", "hash_key_file",
    "thresholds", "overrun", "notify",
    "budgets",
    "receivers", "state", "history", "top", "heartbeat", "pricing", "http", "health", "digest",
  ]

  /// The configuration, to be used only if no error has been reported.
  mutating func configuration(_ root: YAMLNode) -> Configuration {
    var configuration = Configuration()
    let field = Field(key: root, value: root, path: "")
    guard let section = section(withoutExtensions(field), known: Self.keys, unknown: rootHint)
    else { return configuration }
    configuration.instance = section["instance"].flatMap { name($0) }
    configuration.sources = sources(section["sources"])
    pricing(section["pricing"], into: &configuration)
    let included = excludes(section["included"], "count every call as included")
    for index in configuration.sources.indices {
      configuration.sources[index].included = included
    }
    if let zone = section["timezone"].flatMap({ zone($0) }) { configuration.timeZone = zone }
    // What comes before looks at the lines themselves, so it may say more than whole values.
    hash(section, into: &configuration)
    configuration.exclude = excludes(section["exclude"])
    configuration.receivers = receivers(section["receivers"])
    let defaults = BudgetDefaults(
      thresholds: thresholds(section["thresholds"]) ?? Self.defaultThresholds,
      overrunDoubles: overrun(section["overrun"]) ?? true,
      notify: notify(section["notify"], over: Self.defaultNotify))
    configuration.budgets = budgets(section, defaults)
    history(section["history"], into: &configuration)
    configuration.digests = digests(section["digest"], keeping: configuration.historyDimensions)
    warnOfUnusedReceivers(section["receivers"])
    state(section["state"], into: &configuration)
    if let top = section["top"], !top.value.isNothing {
      configuration.top = names(top).compactMap(\.value.scalar)
    }
    configuration.heartbeat = heartbeat(section["heartbeat"])
    later(section)
    return configuration
  }

  /// Keys that begin with `x-` are where anchors live; nobody looks into them.
  private func withoutExtensions(_ field: Field) -> Field {
    guard case .mapping(let entries) = field.value.content else { return field }
    let kept = entries.filter { !($0.key.scalar ?? "").hasPrefix("x-") }
    let node = YAMLNode(.mapping(kept), line: field.value.line, column: field.value.column)
    return Field(key: node, value: node, path: "")
  }

  /// A key that belongs to a budget, at the left margin.
  private func rootHint(_ key: String) -> String? {
    switch key {
    case "feature", "daily", "monthly", "match", "unlisted", "window", "per":
      "unknown key; it belongs to a budget: under budgets, after '- ' or indented like the others"
    default: nil
    }
  }

  private mutating func hash(_ section: Section, into configuration: inout Configuration) {
    if let field = section["hash"], !field.value.isNothing {
      let fields = names(field)
      for field in fields { checkHashable(field) }
      configuration.hashedDimensions = fields.compactMap(\.value.scalar)
      hashedDimensions = Set(configuration.hashedDimensions)
    }
    guard let found = secret(section, "hash_key") else { return }
    warnOfLiteral(found)
    if found.value.utf8.count < 16 {
      error(found.field, "is shorter than 16 bytes: whoever tries keys would find it")
    }
    configuration.hashKey = Secret(found.value)
  }

  /// What is counted, and where it was read.
  private static let counted: Set = [
    "timestamp", "cost_usd", "event_id", "latency_ms", "source", "input_tokens", "output_tokens",
    "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens", "reasoning_tokens",
  ]

  private mutating func checkDimension(_ field: Field, _ isWhat: String) -> String? {
    guard let name = field.value.scalar else { return nil }
    let isPattern = name.contains { "*?".contains($0) }
    guard isPattern || Self.counted.contains(name) else { return name }
    error(
      field, isPattern ? "names a dimension, not a pattern" : "is not a dimension that \(isWhat)")
    return nil
  }

  private mutating func history(_ field: Field?, into configuration: inout Configuration) {
    guard let field, !field.value.isNothing,
      let section = section(field, known: ["dimensions", "quarters", "hours"])
    else { return }
    historyDays(section, into: &configuration)
    guard let list = section["dimensions"], !list.value.isNothing else { return }
    var dimensions = [Dimension.feature]
    for field in names(list) {
      guard let name = checkDimension(field, "the history is kept by") else { continue }
      let dimension = name == "feature" ? Dimension.feature : name
      if [Dimension.user, Dimension.session].contains(dimension) {
        warn(field, "keeps rows for each \(Quoted.text(name)) for ever; there may be very many")
      }
      if !dimensions.contains(exactly: dimension) { dimensions.append(dimension) }
    }
    configuration.historyDimensions = dimensions
  }

  private mutating func historyDays(
    _ section: Section, into configuration: inout Configuration
  ) {
    let day: Int64 = 86_400_000
    func days(_ milliseconds: Int64) -> Int64 { milliseconds / day }
    if let quarters = section["quarters"].flatMap({
      duration($0, day...3650 * day, "from 1d to 3650d")
    }) {
      configuration.historyDays.quarters = days(quarters)
    }
    // What is usual is told from nine weeks of hours.
    if let hours = section["hours"].flatMap({
      duration($0, 63 * day...3650 * day, "from 63d to 3650d; days are kept for ever")
    }) {
      configuration.historyDays.hours = days(hours)
    }
    guard configuration.historyDays.hours < configuration.historyDays.quarters else { return }
    let days = configuration.historyDays
    error(
      section["hours"] ?? section["quarters"] ?? section.field,
      "hours are kept for \(days.hours) days, and quarters for \(days.quarters): hours are what "
        + "quarters become")
  }

  private mutating func checkHashable(_ field: Field) {
    guard let name = checkDimension(field, "is hashed") else { return }
    let usual = Dimension.history + [Dimension.user, Dimension.session, "priority_level", "cached"]
    if !usual.contains(name), let near = DidYouMean.word(to: name, among: usual) {
      warn(field, "\(Quoted.text(name)) is not a usual dimension; did you mean '\(near)'?")
    }
  }

  private mutating func state(_ field: Field?, into configuration: inout Configuration) {
    guard let field, !field.value.isNothing else { return }
    let known = ["commit_interval", "max_groups", "max_ids"]
    guard let section = section(field, known: known) else { return }
    if let interval = section["commit_interval"].flatMap({
      duration($0, 10...60_000, "from 10ms to 1m")
    }) {
      configuration.commitIntervalMilliseconds = interval
    }
    if let ids = section["max_ids"].flatMap({ whole($0, 1...1_000_000_000) }) {
      configuration.maxIDs = Int(ids)
    }
    if let groups = section["max_groups"].flatMap({ whole($0, 1...10_000_000) }) {
      configuration.maxGroups = Int(groups)
    }
  }

  private mutating func heartbeat(_ field: Field?) -> Configuration.Heartbeat? {
    guard let field, !field.value.isNothing else { return nil }
    guard let section = section(field, known: ["url", "url_file", "every"]) else { return nil }
    let every = section["every"].map { duration($0, 1000...86_400_000, "from 1s to 1d") }
    if section["url"] == nil, section["url_file"] == nil {
      missing(section, "needs a url")
    }
    guard let found = secret(section, "url"), let url = url(found) else { return nil }
    return .init(url: url, everySeconds: ((every ?? 60_000) ?? 60_000) / 1000)
  }
}
