/// What a command, or a scraper, asks of the daemon.
package struct ControlRequest: Hashable, Sendable {
  /// `GET` or `POST`.
  package var method: String
  /// Without the query: `/status`.
  package var path: String
  package var query: [String: String]
  package var body: [UInt8]
  /// Who asks; nil where the kernel does not say.
  package var peer: ControlPeer?

  package init(
    method: String, path: String, query: [String: String] = [:], body: [UInt8] = [],
    peer: ControlPeer? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    self.peer = peer
  }
}

/// What the daemon answers.
package struct ControlResponse: Hashable, Sendable {
  /// An HTTP status.
  package var status: Int
  package var contentType: String
  package var body: [UInt8]

  package init(status: Int = 200, contentType: String, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  package static func json(_ text: String, status: Int = 200) -> ControlResponse {
    ControlResponse(status: status, contentType: "application/json", body: Array(text.utf8))
  }

  package static func text(_ text: String, status: Int = 200) -> ControlResponse {
    ControlResponse(
      status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
  }

  package var text: String { String(decoding: body, as: UTF8.self) }
}
