import LinuxSystem
import SpendCore
import Synchronization

/// The ids of the calls of a report. The threads look at them in the order of the pieces, so that
/// of two lines of one call the same one counts whatever thread reads it.
///
/// A thread keeps the lines with ids until it is its piece's turn, and waits for that only when
/// they have become many. Pieces are taken in their order, so the one whose turn it is never waits.
final class SharedIDs: Sendable {
  private struct State: ~Copyable {
    var ids: SeenIDs
    /// The first piece that is not done.
    var turn = 0
    var done: Set<Int> = []
    var waiting: [Int: UnsafeSemaphore] = [:]
  }

  private let state: Mutex<State>

  /// Of all that is read, as far as that is known; 0: it is not.
  let bytes: Int64

  init(_ request: ReportRequest, bytes: Int64 = 0) {
    state = Mutex(State(ids: SeenIDs(most: request.maxIDs, seed: request.hashSeed)))
    self.bytes = bytes
  }

  /// Calls `body` when it is the turn of a piece.
  ///
  /// - Parameter waits: otherwise nothing is called before its turn.
  /// - Returns: whether it was called.
  func use(_ piece: Int, waits: Bool, _ body: (inout SeenIDs) -> Void) -> Bool {
    while true {
      let semaphore = state.withLock { state -> UnsafeSemaphore? in
        guard state.turn != piece else { return nil }
        let semaphore = UnsafeSemaphore()
        if waits { state.waiting[piece] = semaphore }
        return semaphore
      }
      guard let semaphore else { break }
      guard waits else { return false }
      semaphore.wait()
    }
    state.withLock { body(&$0.ids) }
    return true
  }

  /// Nothing more comes of a piece.
  func finish(_ piece: Int) {
    state.withLock { state in
      state.done.insert(piece)
      while state.done.remove(state.turn) != nil { state.turn += 1 }
      state.waiting.removeValue(forKey: state.turn)?.post()
    }
  }

  /// Ids that were forgotten because there were too many.
  var forgotten: Int64 { state.withLock { $0.ids.forgotten } }
}
