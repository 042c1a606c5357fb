/// Where events come from.
package struct SourceSettings: Hashable, Sendable {
  package enum Origin: Hashable, Sendable {
    /// Absolute path or glob; `rotated` are further absolute globs where rotated files go.
    case file(pattern: String, rotated: [String])
    /// Events that a systemd unit prints to stdout.
    case journal(unit: String)
  }

  /// Files that are there when the source is first read.
  package enum ReadFrom: String, CaseIterable, Hashable, Sendable {
    /// Rotated ones too.
    case all
    /// Only the file itself, from its start.
    case file
    /// Nothing that is there.
    case end
  }

  package var origin: Origin
  package var readFrom: ReadFrom
  package var framing: Framing
  /// `auto` or a profile.
  package var format: LineFormat
  /// Canonical name → dotted paths, tried in order before the profile's own.
  package var fields: [String: [String]]
  /// Dimension → value, for events that lack it.
  package var labels: [String: String]
  /// Zone of timestamps without an offset.
  package var naiveZone: TimeZoneRules
  package var maxLineBytes: Int
  /// Zones that times name.
  package var zones: ZoneDirectory
  /// Nil: where nothing is said, as `auto`, but in a state that is older than prices.
  package var cost: CostSource?
  /// Whether `input_tokens` has cached ones in it; nil: as the format and the model count.
  package var inputIncludesCache: Bool?
  package var duplicates = Duplicates.auto
  /// What tokens cost.
  package var prices = PriceBook.builtIn
  /// Dimensions for events that lack them: of the first rule that matches.
  package var attribution: [AttributionRule] = []
  /// Calls under a subscription, which cost nothing.
  package var included: [Match] = []
  /// Dimensions whose values are kept as hashes.
  package var hash: ValueHash?

  package init(
    origin: Origin, readFrom: ReadFrom = .all, framing: Framing = .auto,
    format: LineFormat = .auto, fields: [String: [String]] = [:], labels: [String: String] = [:],
    naiveZone: TimeZoneRules = .utc, maxLineBytes: Int = 1 << 20, zones: ZoneDirectory = .none
  ) {
    self.origin = origin
    self.readFrom = readFrom
    self.framing = framing
    self.zones = zones
    self.format = format
    self.fields = fields
    self.labels = labels
    self.naiveZone = naiveZone
    self.maxLineBytes = maxLineBytes
  }

  /// The dimensions that its rules look at.
  package var ruleDimensions: [String] {
    (attribution.map(\.match) + included).flatMap { $0.conditions.map(\.dimension) }
  }

  /// The labels, and which source it is.
  package var namedLabels: [String: String] {
    var labels = labels
    let name =
      switch origin {
      case .file(let pattern, _): pattern
      case .journal(let unit): unit
      }
    if labels[Dimension.source] == nil, !name.isEmpty { labels[Dimension.source] = name }
    return labels
  }

  package var hasPathNames: Bool {
    guard case .file(let pattern, _) = origin else { return false }
    return PathNames(pattern) != nil
  }

  /// The same for a file whose path has names in it: what they stand for are labels.
  package func labelled(for path: FilePath, slot: FilePath) -> SourceSettings {
    guard case .file(let pattern, _) = origin, let names = PathNames(pattern) else { return self }
    var settings = self
    settings.labels.merge(names.values(of: path, slot: slot)) { own, _ in own }
    return settings
  }

  /// What the state knows the source by: stable across restarts and the order of the configuration.
  package var key: String {
    switch origin {
    case .file(let pattern, _): "file:" + pattern
    case .journal(let unit): "journal:" + unit
    }
  }
}

/// Values for events that match and lack them, or whose feature is `untagged`.
package struct AttributionRule: Hashable, Sendable {
  package var match: Match
  package var values: [String: String]

  package init(match: Match, values: [String: String]) {
    self.match = match
    self.values = values
  }
}

/// What stands around a line (Semantics, Framing).
package enum Framing: String, CaseIterable, Hashable, Sendable {
  /// Decided line by line.
  case auto
  /// Nothing: a line stands alone, and nothing inside of a text is read.
  case none
  case docker
  case cri
  case syslog
}

/// How a line is written (Semantics, Formats).
package enum LineFormat: String, CaseIterable, Hashable, Sendable {
  /// Decided line by line.
  case auto
  case native
  case pythonRepr = "python_repr"
  case openai
  case anthropic
  case gemini
  case bedrock
  case openrouter
  case litellm
  case langfuse
  case langsmith
  case otel
  case claudeCode = "claude_code"
  case vercel
  /// The paths of `fields` alone.
  case fields

  /// What an event can be of, the usual one first.
  package static let counted = allCases.filter { $0 != .auto }
}

/// Which ids say that a call was counted before (Semantics, Duplicates).
package enum Duplicates: String, CaseIterable, Hashable, Sendable {
  /// Those that providers and tools make.
  case auto
  /// Also `event_id`, which the applications make.
  case on
  /// None: every line is a call.
  case off
}

/// Which cost an event has (Semantics, Prices).
package enum CostSource: String, CaseIterable, Hashable, Sendable {
  /// The logged one, else the computed one.
  case auto
  case logged
  case computed
}

extension SourceSettings {
  /// The unit whose journal is read; nil for files.
  package var journalUnit: String? {
    if case .journal(let unit) = origin { unit } else { nil }
  }

  /// What a person calls it: the pattern of its files, or `journal:UNIT`.
  package var displayName: String {
    switch origin {
    case .file(let pattern, _): pattern
    case .journal(let unit): "journal:\(unit)"
    }
  }
}
