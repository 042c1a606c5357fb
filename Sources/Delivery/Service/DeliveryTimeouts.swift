/// How long a request may take (Semantics, Delivery); tests use shorter ones.
package struct DeliveryTimeouts: Hashable, Sendable {
  package var connectMilliseconds: Int64
  /// From the first byte that we send to the last that we read.
  package var totalMilliseconds: Int64
  /// For a body that decides nothing: how long it is worth waiting for, so that the connection can
  /// be used again.
  package var bodyPatienceMilliseconds: Int64

  package init(
    connectMilliseconds: Int64 = 5000, totalMilliseconds: Int64 = 15_000,
    bodyPatienceMilliseconds: Int64 = 500
  ) {
    self.connectMilliseconds = connectMilliseconds
    self.totalMilliseconds = totalMilliseconds
    self.bodyPatienceMilliseconds = bodyPatienceMilliseconds
  }
}
