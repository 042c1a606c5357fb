import SpendCore

/// Which happenings other receivers are told of, and in what words.
enum NoticeMaker {
  /// - Parameter troubled: receivers whose trouble was told; kept up to date here, so that its end
  ///   is told once.
  static func notice(
    _ happening: DeliveryHappening, instance: String, now: Timestamp,
    troubled: inout Set<String>
  ) -> Notice? {
    let receiver = happening.receiver
    switch happening {
    case .parked, .retrying: troubled.insert(receiver)
    case .recovered: guard troubled.remove(receiver) != nil else { return nil }
    case .dead(_, _, _, let isHard, _): guard isHard else { return nil }
    case .degraded, .unconfirmed, .partly, .delivered: return nil
    }
    var isEnd = false
    if case .recovered = happening { isEnd = true }
    var parts = ["receiver", instance, receiver]
    // A dead alert is news of its own and has no end.
    if case .dead(_, let sequence, let id, _, _) = happening { parts += [id, "\(sequence)"] }
    return Notice(
      id: StableID.hex(parts), isResolved: isEnd, instance: instance, receiver: receiver,
      text: SafeText.line("spendwatch on \(instance): \(happening.text)", limit: 500), time: now)
  }

  /// - Parameter reason: nil: commits succeed again.
  static func commits(failing reason: String?, instance: String, now: Timestamp) -> Notice {
    let text =
      reason.map {
        "what was counted cannot be saved (\($0)); alerts go on, marked provisional, but what is not saved is counted "
          + "again after a restart"
      } ?? "what was counted can be saved again"
    return Notice(
      id: StableID.hex(["commits", instance]), isResolved: reason == nil, instance: instance,
      receiver: "", text: SafeText.line("spendwatch on \(instance): \(text)", limit: 500), time: now
    )
  }
}
