import SpendCore

/// What an attempt becomes for its kind of receiver, ready to be handed over: a line of the log, a
/// mail, or requests over HTTP (one, or for an Alertmanager one for every peer; none where no
/// address is configured).
package enum Rendering: Hashable, Sendable {
  /// There is nothing to say to this kind of receiver.
  case nothing
  case log(LogMessage)
  case http([WireRequest])
  case mail(MailRequest)
}

extension Receiver {
  /// Pure: the same attempt at the same time gives the same bytes.
  package static func rendering(_ attempt: Attempt, _ context: RenderContext) -> Rendering {
    switch context.settings.kind {
    case .log: return LogReceiver.message(attempt, context).map { .log($0) } ?? .nothing
    case .email: return EmailReceiver.request(attempt, context).map { .mail($0) } ?? .nothing
    case .webhook, .slack, .pagerduty, .discord, .teams, .alertmanager:
      let requests = requests(attempt, context)
      return requests.isEmpty && attempt.sequences.isEmpty ? .nothing : .http(requests)
    }
  }
}
