package import SpendCore

/// By which rules a source is read, and what came of it since these are in force (Semantics,
/// Reading rules): what `verify` compares with.
package struct StatusReading: Hashable, Sendable {
  /// Nil: they are those of its beginning.
  package var since: Timestamp?
  /// What was other before.
  package var changed: [String]
  /// Ids of the calls before that are known.
  package var ids: SourceReading.IDs
  package var rules: ReadingRules
  /// Since then.
  package var spent: SourceSpend
  package var rejected: Int64

  package init(
    since: Timestamp?, changed: [String], ids: SourceReading.IDs, rules: ReadingRules,
    spent: SourceSpend,
    rejected: Int64
  ) {
    self.since = since
    self.changed = changed
    self.ids = ids
    self.rules = rules
    self.spent = spent
    self.rejected = rejected
  }
}

extension StatusReading {
  func write(into json: inout JSONWriter) {
    json.field("since", since?.description)
    json.array("changed") { json in for name in changed { json.element(name) } }
    json.field("ids_known", ids.rawValue)
    json.object("rules") { json in
      for part in rules.parts { json.field(part.name, part.digest) }
    }
    spent.write(into: &json)
    json.field("rejected", rejected)
  }

  init(_ json: StatusMember) throws(StatusReport.Malformed) {
    self.init(
      since: try json.optionalTime("since"),
      changed: try json.list("changed") { (name) throws(StatusReport.Malformed) in try name.text()
      },
      ids: try json.word("ids_known"),
      rules: ReadingRules(parts: try json.members("rules", ReadingRules.Part.init)),
      spent: try SourceSpend(json), rejected: try json.integer("rejected"))
  }
}

extension ReadingRules.Part {
  fileprivate init(_ name: String, _ json: StatusMember) throws(StatusReport.Malformed) {
    self.init(name: name, digest: try json.text())
  }
}

extension SourceSpend {
  func write(into json: inout JSONWriter) {
    json.field("calls", calls)
    json.field("spend_usd", spend)
    json.field("untagged_calls", untaggedCalls)
    json.field("untagged_usd", untaggedSpend)
    json.field("computed_calls", computedCalls)
    json.field("computed_usd", computedSpend)
    json.field("unpriced_calls", unpricedCalls)
    json.field("corrected_usd", correctedSpend)
  }

  init(_ json: StatusMember) throws(StatusReport.Malformed) {
    self.init()
    calls = try json.optionalInteger("calls") ?? 0
    spend = try json.optionalMoney("spend_usd") ?? .zero
    untaggedCalls = try json.optionalInteger("untagged_calls") ?? 0
    untaggedSpend = try json.optionalMoney("untagged_usd") ?? .zero
    computedCalls = try json.optionalInteger("computed_calls") ?? 0
    computedSpend = try json.optionalMoney("computed_usd") ?? .zero
    unpricedCalls = try json.optionalInteger("unpriced_calls") ?? 0
    correctedSpend = try json.optionalMoney("corrected_usd") ?? .zero
  }
}
