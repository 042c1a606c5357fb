/// Digests: made elsewhere, from the history; here they get into the outbox, and what was told is
/// remembered with them, in one commit.
extension Engine {
  /// Digests that are to go, or whose time is to be remembered (``DigestSettings/due``).
  package func digestsDue(at now: Timestamp) -> [DigestSettings.Due] {
    DigestSettings.due(
      configuration.digests, marks: digestMarks.mapValues(\.end), at: now,
      zone: configuration.timeZone)
  }

  /// What a digest says beside the history.
  package func digestFacts(_ settings: DigestSettings, at time: Timestamp) -> DigestFacts {
    let view = view(at: time)
    let marks = settings.receivers.compactMap { digestMarks[settings.mark(of: $0)] }
    var facts = DigestFacts(
      instance: instance, rows: view.rows, alerts: alertLog.list, totals: view.totals,
      mark: marks.max { $0.end < $1.end })
    facts.detailsSince = detailsSince
    return facts
  }

  /// - Parameter digest: nil where there is nobody to be told.
  mutating func tell(_ digest: SpendDigest?, _ due: DigestSettings.Due) {
    // A reload may have come between.
    let names = DigestSettings.marks(of: configuration.digests)
    let mark = DigestMark(end: due.period.end, ledger.totals)
    var marked: Set<String> = []
    for name in due.marks where names.contains(name) {
      if let known = digestMarks[name]?.end, known >= mark.end,
        !DigestMark.isLost(known, at: clock)
      {
        continue
      }
      digestMarks[name] = mark
      log.add(mark.record(name))
      marked.insert(name)
    }
    if let digest {
      // Two entries may have told the same, or one that is gone by now.
      for receiver in due.receivers where marked.contains(due.settings.mark(of: receiver)) {
        outbox.add(receiver: receiver, message: .digest(digest))
      }
    }
    log.require(.whole)
  }

  /// A digest that is configured again later starts without a mark.
  mutating func forgetDigestMarks() {
    let names = DigestSettings.marks(of: configuration.digests)
    for name in digestMarks.keys.sorted() where !names.contains(name) {
      digestMarks[name] = nil
      log.add(DigestMark.removal(of: name))
    }
  }
}
