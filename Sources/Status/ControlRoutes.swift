/// Who answers what: handlers by method and path, as `GET /status`. The daemon fills it in.
package struct ControlRoutes: Sendable {
  package typealias Handler = @Sendable (ControlRequest) async -> ControlResponse

  private var handlers: [String: [String: Handler]] = [:]

  package init() {}

  package mutating func on(_ method: String, _ path: String, _ handler: @escaping Handler) {
    handlers[path, default: [:]][method] = handler
  }

  func answer(_ request: ControlRequest) async -> ControlResponse {
    guard let methods = handlers[request.path] else {
      return .text("no such path: \(request.path)\n", status: 404)
    }
    guard let handler = methods[request.method] else {
      let known = methods.keys.sorted().joined(separator: ", ")
      return .text("\(request.path) answers \(known) only\n", status: 405)
    }
    return await handler(request)
  }
}
