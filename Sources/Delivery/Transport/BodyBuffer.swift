import AsyncHTTPClient
import NIOCore
import Synchronization

/// What was read of a body so far, readable while the reading goes on, because a slow body is given
/// up half-way.
final class BodyBuffer: Sendable {
  private let limit: Int
  private let content = Mutex<[UInt8]>([])

  init(limit: Int) { self.limit = limit }

  var bytes: [UInt8] { content.withLock { $0 } }

  /// Reads until the end, the limit or a failure; true when that was the end.
  func fill(from body: HTTPClientResponse.Body) async -> Bool {
    do {
      for try await part in body {
        let isFull = content.withLock { content in
          content += part.readableBytesView.prefix(limit - content.count)
          return content.count >= limit
        }
        if isFull { return false }
      }
      return true
    } catch {
      return false
    }
  }
}
