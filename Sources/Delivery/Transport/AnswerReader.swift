import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SpendCore
import Synchronization

/// Takes an answer as it comes: its head, and its body up to a limit. What was read so far can
/// be had at any time, because a slow body is given up half-way, and one that breaks off
/// counts as what came of it.
final class AnswerReader: HTTPClientResponseDelegate {
  private let bodyLimit: Int
  private let patience: TimeAmount?
  private let answer = Mutex<WireResponse?>(nil)
  private let alarm = Mutex<Scheduled<Void>?>(nil)

  /// - Parameters:
  ///   - bodyLimit: in bytes.
  ///   - patience: how long the body of a success is waited for; nil: as long as for the head.
  init(bodyLimit: Int, patience: TimeAmount?) {
    self.bodyLimit = bodyLimit
    self.patience = patience
  }

  /// What came of an answer that did not end; nil when there is not even a head.
  var partialAnswer: WireResponse? { answer.withLock { $0 } }

  func didReceiveHead(
    task: HTTPClient.Task<WireResponse>, _ head: HTTPResponseHead
  ) -> EventLoopFuture<Void> {
    let retryAfter = head.headers.first(name: "retry-after")
    answer.withLock {
      $0 = WireResponse(
        status: Int(head.status.code),
        retryAfter: retryAfter.map { SafeText.line($0, limit: 64) }, bodyIsComplete: false)
    }
    if let patience, (200...299).contains(head.status.code) {
      let timer = task.eventLoop.scheduleTask(in: patience) { task.cancel() }
      alarm.withLock { $0 = timer }
    }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(
    task: HTTPClient.Task<WireResponse>, _ buffer: ByteBuffer
  ) -> EventLoopFuture<Void> {
    let isFull = answer.withLock { answer in
      let room = bodyLimit - (answer?.body.count ?? 0)
      answer?.body += buffer.readableBytesView.prefix(room)
      return buffer.readableBytes >= room
    }
    if isFull { task.cancel() }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveError(task: HTTPClient.Task<WireResponse>, _ error: any Error) { stopWaiting() }

  func didFinishRequest(task: HTTPClient.Task<WireResponse>) throws -> WireResponse {
    stopWaiting()
    guard var answer = partialAnswer else { throw TransportFailure.protocolViolation }
    answer.bodyIsComplete = true
    return answer
  }

  private func stopWaiting() { alarm.withLock { $0 }?.cancel() }
}
