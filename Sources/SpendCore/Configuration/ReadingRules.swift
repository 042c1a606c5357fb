/// What the lines of a source are read by: everything that makes another event, or another cost, of
/// the same bytes (Semantics, Reading rules). Kept in the state as a digest a part, so that
/// `verify` knows what it may compare, and can name what changed.
package struct ReadingRules: Hashable, Sendable {
  /// Of the program itself: to be raised with every change that makes something else of a line.
  package static let version = 2

  package struct Part: Hashable, Sendable {
    /// As the configuration calls it; `reading` for what the program does.
    package var name: String
    package var digest: String

    package init(name: String, digest: String) { (self.name, self.digest) = (name, digest) }
  }

  package var parts: [Part]

  package init(parts: [Part]) { self.parts = parts }

  /// - Parameter digest: of a text; of no more than its first 16 characters is made use.
  package init(_ source: SourceSettings, digest: (String) -> String) {
    func pairs(_ pairs: some Sequence<(key: String, value: String)>) -> [String] {
      pairs.map { [$0.key, $0.value] }.sorted { $0.lexicographicallyPrecedes($1) }.flatMap(\.self)
    }
    func matches(_ matches: [Match]) -> [String] {
      matches.flatMap { match in
        match.conditions.flatMap { condition in
          [condition.dimension, condition.isNegated ? "not" : "is"] + condition.patterns.map(\.text)
            + [";"]
        } + ["|"]
      }
    }
    let texts: [(String, [String])] = [
      ("reading", ["\(Self.version)"]),
      (
        "format",
        [source.format.rawValue, source.framing.rawValue, "\(source.maxLineBytes)"]
      ),
      (
        "fields",
        source.fields.sorted { $0.key < $1.key }.flatMap { [$0.key] + $0.value + [";"] }
      ),
      ("labels", pairs(source.labels)),
      ("naive_timezone", [source.naiveZone.name]),
      (
        "attribute",
        source.attribution.flatMap { matches([$0.match]) + pairs($0.values) + [";"] }
      ),
      ("included", matches(source.included)),
      ("hash", source.hash.map { [$0.keyID] + $0.dimensions.sorted() } ?? []),
      ("duplicates", [source.duplicates.rawValue]),
      (
        "cost",
        [
          (source.cost ?? .auto).rawValue,
          source.inputIncludesCache.map { $0 ? "true" : "false" } ?? "auto",
        ]
      ),
      ("prices", source.cost == .logged ? [] : ["\(source.prices.fingerprint)"]),
    ]
    parts = texts.map { Part(name: $0, digest: Self.digest(of: $1, digest)) }
  }

  /// Names of the parts that are others.
  package func changes(from old: ReadingRules) -> [String] {
    parts.filter { part in !old.parts.contains(part) }.map(\.name)
  }

  /// Which ids lines have by these rules as they had them by others.
  func ids(since old: ReadingRules, digest: (String) -> String) -> SourceReading.IDs {
    let changes = changes(from: old)
    if changes.contains("reading") || changes.contains("format") { return .none }
    let off = Part(
      name: "duplicates", digest: Self.digest(of: [Duplicates.off.rawValue], digest))
    if changes.contains("duplicates"), old.parts.contains(off) || parts.contains(off) {
      return .none
    }
    return changes.contains("duplicates") || changes.contains("fields") ? .provider : .all
  }

  private static func digest(of texts: [String], _ digest: (String) -> String) -> String {
    String(digest(texts.map { "\($0.utf8.count):\($0)" }.joined()).prefix(16))
  }
}

/// Since when a source is read by its present rules, and what had been counted by then.
package struct SourceReading: Hashable, Sendable {
  package enum IDs: String, Hashable, Sendable {
    case none
    /// Those that providers and tools make.
    case provider
    case all
  }

  package var rules: ReadingRules
  /// Nil: from its beginning.
  package var since: Timestamp?
  /// What was other before; `reading` alone where nothing is known of it.
  package var changed: [String] = []
  /// Ids of the calls before that are known.
  package var ids = IDs.all
  package var before = SourceSpend()
  package var rejectedBefore: Int64 = 0
  /// Where in each generation the present rules begin, as far as that is not its beginning.
  package var from: [UInt64: Int64] = [:]

  init(_ rules: ReadingRules) { self.rules = rules }
}

extension Engine {
  /// Takes down which rules every source is read by from now on.
  ///
  /// - Parameter offsets: of each source, how far each of its generations is read by the rules
  ///   before.
  mutating func recordReading(_ offsets: [ExactText: [UInt64: Int64]]) {
    for (index, settings) in configuration.sources(computesCosts: computesCosts).enumerated() {
      let rules = ReadingRules(settings, digest: digest)
      let from = (offsets[ExactText(settings.key)] ?? [:]).filter { $0.value > 0 }
      let old = sources[index].reading
      guard old?.rules != rules else { continue }
      var new = SourceReading(rules)
      if let old, !isMaterial(rules.changes(from: old.rules), old, sources[index]) {
        new = old
        new.rules = rules
      } else if !from.isEmpty || old != nil {
        new.since = clock
        new.changed = old.map { rules.changes(from: $0.rules) } ?? ["reading"]
        new.ids = old.map { rules.ids(since: $0.rules, digest: digest) } ?? .none
        (new.before, new.rejectedBefore) = (sources[index].spent, sources[index].rejected)
        new.from = from
      }
      sources[index].reading = new
      log.add(new.record(settings.key))
      log.markChanged()
    }
  }

  /// Of a part that says nothing.
  private var plainDigest: String { String(digest("").prefix(16)) }

  /// Whether what was read so far could have been other money by the new rules.
  private func isMaterial(
    _ changes: [String], _ old: SourceReading, _ source: SourceState
  ) -> Bool {
    changes.contains { change in
      switch change {
      // What was plain was rewritten; what was hashed is not plain again.
      case "hash": !old.rules.parts.contains { $0.name == change && $0.digest == plainDigest }
      // Nothing was priced, and nothing would be.
      case "prices": source.spent.computedCalls > 0 || source.spent.unpricedCalls > 0
      default: true
      }
    }
  }
}

/// Meta `reading:` and the key of the source.
extension SourceReading {
  private static let prefix = "reading:"

  func record(_ source: String) -> Record {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(list: rules.parts) { writer, part in
      writer.write(part.name)
      writer.write(part.digest)
    }
    writer.write(optional: since) { $0.write($1) }
    writer.write(list: changed) { $0.write($1) }
    writer.write(ids.rawValue)
    let sums = before.named + [("rejected", rejectedBefore)]
    writer.write(list: sums.filter { $0.1 != 0 }) { writer, sum in
      writer.write(sum.0)
      writer.write(sum.1)
    }
    writer.write(list: from.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(entry.key)
      writer.write(entry.value)
    }
    return Record(kind: .meta, key: RecordKey.text(Self.prefix + source), body: writer.bytes)
  }

  /// By the key of the source; what cannot be read is left out.
  package static func all(in state: StoredState) -> [ExactText: SourceReading] {
    var found: [ExactText: SourceReading] = [:]
    for record in state.records[.meta] ?? [] {
      guard let (key, reading) = try? read(record) else { continue }
      found[ExactText(key)] = reading
    }
    return found
  }

  /// Key of the source, and what is known of it; nil for another record.
  static func read(_ record: Record) throws(DamagedRecord) -> (String, SourceReading)? {
    let key = String(decoding: record.key, as: UTF8.self)
    guard key.hasPrefix(prefix) else { return nil }
    var reader = ByteReader(record.body ?? [])
    try reader.expect(version: 1)
    var reading = SourceReading(
      ReadingRules(
        parts: try reader.readList { reader throws(DamagedRecord) in
          ReadingRules.Part(name: try reader.readString(), digest: try reader.readString())
        }))
    reading.since = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readTimestamp()
    }
    reading.changed = try reader.readList { reader throws(DamagedRecord) in
      try reader.readString()
    }
    reading.ids = try reader.readTerm()
    let sums = try reader.readList { reader throws(DamagedRecord) in
      (try reader.readString(), try reader.readInt64())
    }
    reading.before = SourceSpend(named: sums)
    reading.rejectedBefore = sums.first { $0.0 == "rejected" }?.1 ?? 0
    let from = try reader.readList { reader throws(DamagedRecord) in
      (try reader.readUInt64(), try reader.readInt64())
    }
    reading.from = Dictionary(from) { first, _ in first }
    return (String(key.dropFirst(prefix.count)), reading)
  }
}
