/// What came back: an answer, cut to what is worth reading, or why there is none.
package enum WireResult: Hashable, Sendable {
  case response(WireResponse)
  case failure(TransportFailure)
}
