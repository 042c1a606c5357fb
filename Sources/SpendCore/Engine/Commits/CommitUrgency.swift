/// What must be durable before anything else happens.
package enum CommitUrgency: Sendable, Comparable {
  case none
  /// Alerts that fired and what became of deliveries: ``Engine/makeOutboxCommit()`` is enough.
  case outbox
  /// A resolve, what was judged after a first read or a reload: ``Engine/makeCommit(adding:)``.
  case whole
}
