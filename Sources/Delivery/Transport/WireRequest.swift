package import SpendCore

/// One HTTP request, ready to be sent.
package struct WireRequest: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable { case get = "GET", post = "POST" }

  package var method: Method
  /// May hold a token in its path or query.
  package var url: Secret
  /// In the order in which they are sent. Values that are secrets are kept apart in
  /// `secretHeaders`.
  package var headers: [LabelPair]
  package var secretHeaders: [String: Secret]
  package var body: [UInt8]
  /// Whether success can only be told from the body (Slack's `ok`); of others the body is not
  /// waited for.
  package var needsBody: Bool

  package init(
    method: Method = .post, url: Secret, headers: [LabelPair] = [],
    secretHeaders: [String: Secret] = [:], body: [UInt8] = [], needsBody: Bool = false
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.secretHeaders = secretHeaders
    self.body = body
    self.needsBody = needsBody
  }
}
