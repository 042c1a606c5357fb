import Glibc

/// Who answers what: handlers by method and path, as `GET /status`. The daemon fills it in.
///
/// Everybody who can open the socket may look; what changes something (every method but `GET`) is
/// for root and the daemon's own user.
package struct ControlRoutes: Sendable {
  package typealias Handler = @Sendable (ControlRequest) async -> ControlResponse

  private var handlers: [String: [String: Handler]] = [:]
  private let owner: UInt32

  /// - Parameter owner: the user of the daemon.
  package init(owner: UInt32 = geteuid()) { self.owner = owner }

  package mutating func on(_ method: String, _ path: String, _ handler: @escaping Handler) {
    handlers[path, default: [:]][method] = handler
  }

  private func mayChange(_ peer: ControlPeer?) -> Bool {
    guard let peer else { return false }
    return peer.user == 0 || peer.user == owner
  }

  func answer(_ request: ControlRequest) async -> ControlResponse {
    guard let methods = handlers[request.path] else {
      return .text("no such path: \(request.path)\n", status: 404)
    }
    guard let handler = methods[request.method] else {
      let known = methods.keys.sorted().joined(separator: ", ")
      return .text("\(request.path) answers \(known) only\n", status: 405)
    }
    guard request.method == "GET" || mayChange(request.peer) else {
      return .text(
        "this changes something: only root and the user of the daemon (uid \(owner)) may;"
          + " try it with sudo\n", status: 403)
    }
    return await handler(request)
  }
}
