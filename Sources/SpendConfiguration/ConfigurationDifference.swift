package import SpendCore

/// What a reload changed, one sentence a change, for the log: budgets, receivers, sources, the
/// rest. Never the value of a secret; that one changed is said.
package func difference(from old: Configuration, to new: Configuration) -> [String] {
  BudgetDifference.lines(old.budgets, new.budgets)
    + ReceiverDifference.lines(old.receivers, new.receivers)
    + sourceLines(old.sources, new.sources) + otherLines(old, new)
}

private func sourceLines(_ old: [SourceSettings], _ new: [SourceSettings]) -> [String] {
  let before = Dictionary(old.map { (ExactText($0.key), $0) }) { first, _ in first }
  let after = Set(new.map { ExactText($0.key) })
  let added = new.filter { before[ExactText($0.key)] == nil }.map { "source \($0.key) added" }
  let removed = old.filter { !after.contains(ExactText($0.key)) }
    .map { "source \($0.key) removed" }
  let changed = new.filter { (before[ExactText($0.key)] ?? $0) != $0 }
    .map { "source \($0.key) changed" }
  return added + removed + changed
}

private func otherLines(_ old: Configuration, _ new: Configuration) -> [String] {
  var lines: [String] = []
  if old.instance != new.instance {
    lines.append("instance: \(old.instance ?? "(kept)") → \(new.instance ?? "(kept)")")
  }
  if old.timeZone.name != new.timeZone.name {
    lines.append("timezone: \(old.timeZone.name) → \(new.timeZone.name)")
  } else if old.timeZone != new.timeZone {
    lines.append("timezone: the rules of \(new.timeZone.name) changed")
  }
  if old.exclude != new.exclude { lines.append("exclude changed") }
  if old.hashedDimensions != new.hashedDimensions {
    let names = [old, new].map { $0.hashedDimensions.joined(separator: ", ") }
    lines.append("hash: [\(names[0])] → [\(names[1])]")
  }
  if old.commitIntervalMilliseconds != new.commitIntervalMilliseconds {
    lines.append(
      "state.commit_interval: \(old.commitIntervalMilliseconds)ms → "
        + "\(new.commitIntervalMilliseconds)ms")
  }
  if old.maxGroups != new.maxGroups {
    lines.append("state.max_groups: \(old.maxGroups) → \(new.maxGroups)")
  }
  if old.maxIDs != new.maxIDs {
    lines.append("state.max_ids: \(old.maxIDs) → \(new.maxIDs)")
  }
  if old.historyDimensions != new.historyDimensions {
    let names = [old, new].map { $0.historyDimensions.joined(separator: ", ") }
    lines.append("history.dimensions: [\(names[0])] → [\(names[1])], from now on")
  }
  if old.historyDays != new.historyDays {
    let days = [old, new].map {
      "quarters \($0.historyDays.quarters)d, hours \($0.historyDays.hours)d"
    }
    lines.append("history: \(days[0]) → \(days[1])")
  }
  if old.top != new.top {
    lines.append(
      "top: \(old.top.joined(separator: ", ")) → \(new.top.joined(separator: ", "))")
  }
  if old.digests != new.digests { lines.append("digest changed") }
  switch (old.heartbeat, new.heartbeat) {
  case (nil, nil): break
  case (nil, _): lines.append("heartbeat added")
  case (_, nil): lines.append("heartbeat removed")
  case (let old, let new): if old != new { lines.append("heartbeat changed") }
  }
  return lines
}
