import SpendCore

/// Reads back what ``StatusReport/json`` wrote: the command prints the table of what the daemon
/// answered.
extension StatusReport {
  /// The answer is not a status report; what is wrong with it.
  package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    package var what: String

    package var description: String {
      "the daemon's answer cannot be read (\(what)); are both of the same version?"
    }
  }

  package init(json text: String) throws(Malformed) {
    let document: JSONValue
    do { document = try JSONReader.read(text.utf8) } catch {
      throw Malformed(what: "\(error.what) at byte \(error.offset)")
    }
    let root = StatusMember(document)
    let isReady = try root.bool("ready")
    self.init(
      isRunning: try root.bool("running"), isReady: isReady, time: try root.time("time"),
      version: try root.text("version"), instance: try root.text("instance"),
      totals: try StatusTotals(root.object("totals")),
      sources: try root.list("sources", StatusSource.init),
      budgets: try root.list("budgets", StatusBudget.init),
      receivers: try root.list("receivers", ReceiverReport.init(status:)))
    // Keys of later versions: a daemon that runs since before an upgrade does not send them.
    stoppedAt = try root.optionalTime("stopped_at")
    if let json = root.optionalObject("unbudgeted") { unbudgeted = try .init(json) }
    if let json = root.optionalObject("config") { configuration = try StatusConfiguration(json) }
    if let json = root.optionalObject("prices") { prices = try StatusPrices(json) }
    if let json = root.optionalObject("commits") { commits = try StatusCommits(json) }
    memory = try root.optionalObject("memory").map { (json) throws(Malformed) in
      try EngineMemory(json)
    }
  }
}

extension StatusTotals {
  init(_ json: StatusMember) throws(StatusReport.Malformed) {
    events = try json.integer("events")
    spend = try json.money("spend_usd")
    rejected = try json.members("rejected", Count.init)
    flagged = try json.members("flagged", Count.init)
    gaps = try json.integer("gaps")
    unverifiedEnds = try json.integer("unverified_ends")
    rewritten = try json.optionalInteger("rewritten") ?? 0
    features = try json.members("features", Feature.init)
    text = try json.optionalInteger("text") ?? 0
    idsForgotten = try json.optionalInteger("ids_forgotten") ?? 0
    includedValue = try json.optionalMoney("included_usd") ?? .zero
  }
}

extension EngineView.Unbudgeted {
  init(_ json: StatusMember) throws(StatusReport.Malformed) {
    self.init()
    spend = try json.money("spend_usd")
    features = Int(try json.integer("features"))
    names = try json.list("names") { (name) throws(StatusReport.Malformed) in try name.text() }
  }
}

extension StatusConfiguration {
  init(_ json: StatusMember) throws(StatusReport.Malformed) {
    self.init()
    path = try json.text("path")
    loadedAt = try json.optionalTime("loaded_at")
    refusedAt = try json.optionalTime("refused_at")
    problems = try json.list("problems") { (line) throws(StatusReport.Malformed) in
      try line.text()
    }
  }
}

extension StatusCommits {
  init(_ json: StatusMember) throws(StatusReport.Malformed) {
    self.init()
    guard let since = try json.optionalTime("failing_since") else { return }
    fail(json.optionalText("error") ?? "", at: since)
  }
}

extension EngineMemory {
  fileprivate init(_ json: StatusMember) throws(StatusReport.Malformed) {
    let values = try json.object("values")
    let groups = try json.object("groups")
    let windows = try json.object("windows")
    self.init(
      texts: Int(try values.integer("texts")),
      combinations: Int(try values.integer("combinations")),
      valueBytes: Int(try values.integer("bytes")),
      valueByteLimit: Int(try values.integer("limit_bytes")),
      areValuesLimited: try values.bool("limited"), groups: Int(try groups.integer("count")),
      groupLimit: Int(try groups.integer("limit")), groupBytes: Int(try groups.integer("bytes")),
      windows: Int(try windows.integer("count")), windowBytes: Int(try windows.integer("bytes")))
  }
}

extension StatusPrices {
  init(_ json: StatusMember) throws(StatusReport.Malformed) {
    builtIn = json.optionalText("builtin")
    files = try json.list("files") { (file) throws(StatusReport.Malformed) in try file.text() }
    isComputed = try json.optionalBool("computed") ?? false
  }
}

extension StatusTotals.Count {
  init(_ name: String, _ json: StatusMember) throws(StatusReport.Malformed) {
    self.init(name, try json.integer())
  }
}

extension StatusTotals.Feature {
  init(_ name: String, _ json: StatusMember) throws(StatusReport.Malformed) {
    self.init(
      name: name, events: try json.integer("events"), spend: try json.money("spend_usd"))
  }
}

extension StatusSource {
  init(_ json: StatusMember) throws(StatusReport.Malformed) {
    self.init(
      path: try json.text("path"), offset: try json.integer("offset"),
      size: try json.integer("size"), lagBytes: try json.integer("lag_bytes"),
      partialBytes: try json.integer("partial_bytes"),
      committedOffset: try json.integer("committed_offset"),
      lastEvent: try json.optionalTime("last_event"), problem: json.optionalText("error"),
      generations: try json.list("generations", Generation.init))
    isMissing = try json.optionalBool("missing") ?? false
    missingSince = try json.optionalTime("missing_since")
    looksLike = json.optionalText("looks_like")
    if json.optionalObject("formats") != nil {
      formats = try json.members("formats", StatusTotals.Count.init)
    }
    if json.optionalObject("framing") != nil {
      framing = try json.members("framing", StatusTotals.Count.init)
    }
    spent = try SourceSpend(json)
    reading = try json.optionalObject("reading").map(StatusReading.init)
    rejected = try json.optionalInteger("rejected") ?? 0
    text = try json.optionalInteger("text") ?? 0
  }
}

extension StatusSource.Generation {
  init(_ json: StatusMember) throws(StatusReport.Malformed) {
    self.init(
      path: try json.text("path"), state: try json.text("state"),
      offset: try json.integer("offset"), size: try json.integer("size"),
      lagBytes: try json.integer("lag_bytes"),
      partialBytes: try json.integer("partial_bytes"), events: try json.integer("events"),
      rejected: try json.integer("rejected"), nulBytes: try json.integer("nul_bytes"),
      gaps: try json.integer("gaps"), unverifiedEnds: try json.integer("unverified_ends"))
    rulesFrom = try json.optionalInteger("rules_from") ?? 0
  }
}

extension StatusBudget {
  init(_ json: StatusMember) throws(StatusReport.Malformed) {
    self.init(
      name: try json.text("name"),
      group: try json.members("group", LabelPair.init),
      unit: try json.word("unit"), kind: try json.word("kind"),
      spend: try json.money("spend_usd"), limit: try json.money("limit_usd"),
      usedPermille: try json.tenths("used_percent"), level: Level(rawValue: try json.text("level")),
      firing: try json.list("firing", Int64.init),
      windowStart: try json.time("window_start"), windowEnd: try json.time("window_end"),
      partialSince: try json.optionalTime("partial_since"))
  }
}

extension LabelPair {
  fileprivate init(_ name: String, _ json: StatusMember) throws(StatusReport.Malformed) {
    self.init(name, try json.text())
  }
}

extension Int64 {
  fileprivate init(_ json: StatusMember) throws(StatusReport.Malformed) {
    self = try json.integer()
  }
}

extension ReceiverReport {
  init(status json: StatusMember) throws(StatusReport.Malformed) {
    self.init(
      name: try json.text("name"), kind: try json.word("type"), state: try json.word("state"),
      pending: Int(try json.integer("pending")), dead: Int(try json.integer("dead")),
      lastError: json.optionalText("last_error"))
  }
}
