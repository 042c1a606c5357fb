package import SpendCore
package import Status
import Terminal

/// What `verify` finds: the state beside the files.
package struct Verification {
  package private(set) var isEqual = false
  /// What is equal, or each difference.
  package private(set) var lines: [String] = []
  /// What was not compared, and why it may differ.
  package private(set) var notes: [String] = []
  /// What could not be read.
  package private(set) var problems: [String] = []

  private let configuration: Configuration

  package init(_ configuration: Configuration) { self.configuration = configuration }

  /// Counts the files by the present rules: all of them, and if that is not what the state has,
  /// those parts alone that were read by these rules. O(bytes of the files).
  package mutating func compare(with state: StatusReport) throws {
    let found = state.sources.map { (ExactText($0.path), $0.generations.map(\.path)) }
    let files = Dictionary(found) { $0 + $1 }
    let computesCosts = state.prices.isComputed
    let whole: EngineView
    (whole, problems) = try Recount.view(
      configuration, files: files, computesCosts: computesCosts)
    lines = Self.differences(state.totals, whole)
    isEqual = lines.isEmpty
    notes = isEqual ? [] : configuration.sources.compactMap(Self.whyNotComparable)
    if isEqual {
      lines = [
        "equal: \(whole.totals.events) events, \(whole.totals.spend) USD"
          + "\(Self.split(whole.sources.map(\.spent))), \(whole.features.count) features"
      ]
      return
    }
    if state.sources.contains(where: { $0.reading?.since != nil }) {
      let beginnings = state.sources.compactMap { source in
        source.reading.map { (ExactText(source.path), Self.beginning(source, $0)) }
      }
      let (part, _) = try Recount.view(
        configuration, files: files, computesCosts: computesCosts,
        beginnings: Dictionary(beginnings) { first, _ in first })
      compareParts(state, part)
    }
    if !isEqual { notes += state.sources.compactMap(Self.whatIsGone) }
    noteOtherRules(state)
  }

  private static func beginning(
    _ source: StatusSource, _ reading: StatusReading
  ) -> Recount.Beginning {
    func offsets(_ generations: [StatusSource.Generation]) -> [ExactText: Int64] {
      Dictionary(generations.map { (ExactText($0.path), $0.rulesFrom) }) { $1 }
    }
    let isGone = { (generation: StatusSource.Generation) in generation.state == "vanished" }
    return Recount.Beginning(
      offsets: offsets(source.generations.filter { !isGone($0) }),
      gone: offsets(source.generations.filter(isGone)), ids: reading.ids)
  }

  /// Source by source, since its rules are in force.
  private mutating func compareParts(_ state: StatusReport, _ part: EngineView) {
    let counted = Dictionary(part.sources.map { (ExactText($0.key), $0) }) { first, _ in first }
    lines = []
    isEqual = true
    var isWhole = true
    var (known, found) = (SourceSpend(), SourceSpend())
    for settings in configuration.sources where settings.journalUnit == nil {
      guard let source = state.sources.first(where: { $0.path.isExactly(settings.displayName) }),
        let reading = source.reading, let files = counted[ExactText(settings.key)]
      else { continue }
      let path = TerminalText.safe(source.path)
      let since = reading.since.map { " since \($0.secondsText)" } ?? ""
      let differences = Self.differences(reading, files)
      if reading.since != nil { isWhole = false }
      known.add(reading.spent)
      found.add(files.spent)
      if differences.isEmpty {
        lines.append(
          "equal: \(path)\(since): \(files.spent.calls) events, \(files.spent.spend) USD"
            + Self.split([files.spent]))
      } else {
        isEqual = false
        lines += differences.map { "\(path)\(since): \($0)" }
      }
      let corrected = (reading.spent.correctedSpend, files.spent.correctedSpend)
      if differences.isEmpty, corrected.0 != corrected.1 {
        notes.append(
          "\(path): repeated calls corrected what they had cost by the rules before by "
            + "\(corrected.0) USD, which the files alone cannot tell (by the present ones: "
            + "\(corrected.1))")
      }
      for generation in source.generations where generation.rulesFrom > 0 {
        notes.append(
          "\(TerminalText.safe(generation.path)): its first \(generation.rulesFrom) bytes were read "
            + "by other rules (\(Self.words(reading.changed))), and are not compared")
      }
    }
    // A call that several sources have counts in the one that was read first, which
    // the files do not tell.
    if !isEqual, known.calls == found.calls, known.loggedSpend == found.loggedSpend,
      known.computedSpend == found.computedSpend, lines.allSatisfy({ !$0.contains(": rejected: ") })
    {
      isEqual = true
      lines = [
        "equal, all sources together: \(found.calls) events, \(found.spend) USD"
          + Self.split([found])
      ]
    }
    if !isWhole { notes.append("spend by feature is compared only where no rules have changed") }
  }

  /// The configuration may say by now what no daemon has taken over.
  private mutating func noteOtherRules(_ state: StatusReport) {
    let unreadable = configuration.priceFiles.filter { $0.table == nil }.map(\.path)
    for settings in configuration.sources(computesCosts: state.prices.isComputed) {
      guard let source = state.sources.first(where: { $0.path.isExactly(settings.displayName) }),
        let reading = source.reading
      else { continue }
      let rules = ReadingRules(settings)
      let changes = rules.changes(from: reading.rules)
      guard !changes.isEmpty else { continue }
      let names = unreadable.map { TerminalText.safe($0) }.joined(separator: ", ")
      let advice =
        changes.contains("prices") && !unreadable.isEmpty
        ? "mend \(names), which cannot be read and gives no prices" : "reload, or start the daemon"
      notes.append(
        "\(TerminalText.safe(source.path)): was read by other rules than those of the configuration "
          + "now (\(Self.words(changes))); \(advice)")
    }
  }

  /// `reading` is a matter of the program.
  static func words(_ changes: [String]) -> String {
    changes.map { $0 == "reading" ? "an earlier release" : $0 }.joined(separator: ", ")
  }

  /// Logged and computed money apart, where there is any of the latter.
  private static func split(_ spent: [SourceSpend]) -> String {
    let computed = spent.reduce(Money.zero) { $0 + $1.computedSpend }
    guard computed > .zero else { return "" }
    let logged = spent.reduce(Money.zero) { $0 + $1.loggedSpend }
    return " (\(logged) logged, \(computed) computed)"
  }

  /// Why a source cannot be counted again as the daemon counted it; nil when it can.
  private static func whyNotComparable(_ source: SourceSettings) -> String? {
    switch source.origin {
    case .journal(let unit): "what the journal of \(unit) held is not counted again"
    case .file(let pattern, _) where source.readFrom == .end:
      "\(pattern) began at its end (read_from: end), and is not counted again"
    case .file: nil
    }
  }
}

extension Verification {
  /// Files that were counted and are not there any more, as they were then; nil where none is
  /// known.
  private static func whatIsGone(_ source: StatusSource) -> String? {
    let gone = source.generations.filter { $0.state == "vanished" && $0.events > 0 }
    guard !gone.isEmpty else { return nil }
    let events = gone.reduce(0) { $0 + $1.events }
    let files = gone.count == 1 ? "a file" : "\(gone.count) files"
    return "\(TerminalText.safe(source.path)): \(files) with \(events) events counted "
      + "\(gone.count == 1 ? "is" : "are") gone, deleted or edited since: of them only what other "
      + "files hold now is compared"
  }

  /// Two numbers that are to be the same.
  private struct Comparison {
    var differences: [String] = []

    mutating func compare(_ what: String, _ state: some Equatable, _ files: some Equatable) {
      let texts = ("\(state)", "\(files)")
      if texts.0 != texts.1 {
        differences.append("\(what): state \(texts.0), files \(texts.1)")
      }
    }
  }

  /// Calls that repeat one of before correct what that cost by the rules of then.
  private static func mayCorrectOthers(_ state: StatusReading) -> Bool {
    state.since != nil && state.ids != .none
      && !state.changed.allSatisfy { ["attribute", "hash"].contains($0) }
  }

  private static func differences(_ state: StatusReading, _ files: SourceState) -> [String] {
    var both = Comparison()
    both.compare("events", state.spent.calls, files.spent.calls)
    both.compare("logged spend_usd", state.spent.loggedSpend, files.spent.loggedSpend)
    both.compare("computed spend_usd", state.spent.computedSpend, files.spent.computedSpend)
    if !Self.mayCorrectOthers(state) {
      both.compare("corrected spend_usd", state.spent.correctedSpend, files.spent.correctedSpend)
    }
    both.compare("rejected", state.rejected, files.rejected)
    return both.differences
  }

  private static func differences(_ totals: StatusTotals, _ counted: EngineView) -> [String] {
    var both = Comparison()
    both.compare("events", totals.events, counted.totals.events)
    both.compare("spend_usd", totals.spend, counted.totals.spend)
    // Text was counted as not_json by earlier versions.
    let notJSON = totals.rejected.first { $0.name == Rejection.notJSON.rawValue }?.count ?? 0
    let places = zip(Rejection.allCases, counted.totals.rejected)
    both.compare(
      "rejected not_json and text", notJSON + totals.text,
      counted.totals.text + (places.first { $0.0 == .notJSON }?.1 ?? 0))
    for (reason, count) in places where reason != .notJSON {
      let known = totals.rejected.first { $0.name == reason.rawValue }?.count ?? 0
      both.compare("rejected \(reason.rawValue)", known, count)
    }
    // By name once: there can be a hundred thousand of them.
    let known = Dictionary(totals.features.map { (ExactText($0.name), $0) }) { first, _ in first }
    let found = Dictionary(counted.features.map { (ExactText($0.name), $0) }) { first, _ in first }
    for name in Set(known.keys).union(found.keys).sorted() {
      let (state, files) = (known[name], found[name])
      let label = "feature \(TerminalText.safe(name.text))"
      both.compare("\(label) events", state?.events ?? 0, files?.events ?? 0)
      both.compare("\(label) spend_usd", state?.spend ?? .zero, files?.spend ?? .zero)
    }
    return both.differences
  }
}
