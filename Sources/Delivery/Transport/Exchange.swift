import Synchronization

/// One request and what was seen of its answer on the wire: what a connection tells the request
/// that it carries, beside what the network library makes of it.
final class Exchange: Sendable {
  private let status = Mutex<Int?>(nil)

  /// The status that the first line of the answer names; nil when none came.
  var statusCode: Int? { status.withLock { $0 } }

  func answers(_ code: Int) { status.withLock { $0 = code } }
}

/// The requests of a transport that are on their way, by a number that goes with each to its
/// connection.
///
/// The library says nowhere which connection carries a request. So the number travels in a header
/// that ``AnswerGuard`` takes off before the request is written.
final class Exchanges: Sendable {
  static let header = "spendwatch-exchange"

  private struct State {
    var last: UInt64 = 0
    var open: [UInt64: Exchange] = [:]
  }
  private let state = Mutex(State())

  func begin() -> (number: UInt64, exchange: Exchange) {
    let exchange = Exchange()
    return state.withLock { state in
      state.last += 1
      state.open[state.last] = exchange
      return (state.last, exchange)
    }
  }

  func end(_ number: UInt64) { state.withLock { $0.open[number] = nil } }

  subscript(text: String) -> Exchange? {
    UInt64(text).flatMap { number in state.withLock { $0.open[number] } }
  }
}
