/// The head of an answer and at most 64 KiB of its body.
package struct WireResponse: Hashable, Sendable {
  package var status: Int
  /// The `Retry-After` header as it came.
  package var retryAfter: String?
  package var body: [UInt8]
  /// False when the body was cut at the limit or did not end in time.
  package var bodyIsComplete: Bool

  package init(
    status: Int, retryAfter: String? = nil, body: [UInt8] = [], bodyIsComplete: Bool = true
  ) {
    self.status = status
    self.retryAfter = retryAfter
    self.body = body
    self.bodyIsComplete = bodyIsComplete
  }

  /// The body as text; what is not UTF-8 is replaced.
  package var text: String { String(decoding: body, as: UTF8.self) }
}
