/// Sends one request and brings back what came of it. Never throws, never takes longer than its own
/// total timeout, never follows a redirect, and puts nothing of the request into what it returns.
package protocol Transport: Sendable {
  func perform(_ request: WireRequest) async -> WireResult
  /// Closes idle connections. Called once, when no request is in flight any more.
  func shutdown() async
}
