/// What an attempt came to, in the words that decide what happens next (Semantics, Delivery).
/// Reasons are one line, own words, without secrets, at most 300 characters.
package enum Verdict: Hashable, Sendable {
  case delivered
  /// To one recipient at least, and to whom not.
  case partly(String)
  /// Will be repeated, not before `floorMilliseconds` (of `Retry-After`; nil when the receiver
  /// named none). `mayBeMessage`: the answer could be about this one message (500), so others may
  /// be tried meanwhile.
  case retry(String, floorMilliseconds: Int64? = nil, mayBeMessage: Bool = false)
  /// The receiver answered 2xx in words that are neither yes nor no: the message may be there, so
  /// it is repeated twice at most, and then counts as delivered.
  case unconfirmed(String)
  /// The receiver refuses these very bytes: once more as minimal plain text, then dead.
  case badPayload(String)
  /// The receiver refuses everything: wrong address, key or permission.
  case park(String)
  /// The attempt was cut off by our own shutdown; says nothing about the receiver.
  case cancelled
}
