package import SpendCore
import Synchronization

/// Reports straight from files (Semantics, Reports, `report FILE…`).
package enum FileReport {
  /// Adds up the lines of files.
  ///
  /// Plain files and archives (gzip, zstd, xz, bzip2), told apart by their first bytes; `-` is the
  /// standard input. A file that grows is read as far as it reached when it was opened. The
  /// unterminated end of a file is a line like any other: it counts if it is complete.
  ///
  /// Blocks until all is read, on the caller's thread and `threads - 1` further ones. The outcome
  /// is the same for any number of threads: sums do not depend on their order.
  ///
  /// - Parameter warn: what is to be said though everything was read; from any of the threads.
  /// - Complexity: O(bytes); memory follows the rows of the report.
  package static func part(
    files: [FilePath], _ request: ReportRequest,
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(ReportFailure) -> ReportPart {
    try part(ReportPlan(files, threads: request.threads), request, warn: warn)
  }

  static func part(
    _ plan: ReportPlan, _ request: ReportRequest,
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(ReportFailure) -> ReportPart {
    let work = Work(plan, request, warn: warn)
    let threads = min(request.threads, plan.pieces.count)
    if threads <= 1 { work.run() } else { Workers.run(threads) { work.run() } }
    return try work.result()
  }

  /// The pieces that nobody has taken yet, and what came of the others.
  private final class Work: Sendable {
    private let pieces: [ReportPiece]
    private let request: ReportRequest
    private let warn: @Sendable (String) -> Void
    private let state = Mutex(State())
    private let ids: SharedIDs

    private struct State {
      var next = 0
      var part = ReportPart()
      /// Of the first piece that failed, so that the same error is said whoever met it.
      var failure: (piece: Int, error: ReportFailure)?
    }

    init(
      _ plan: ReportPlan, _ request: ReportRequest, warn: @escaping @Sendable (String) -> Void
    ) {
      self.warn = warn
      self.request = request
      pieces = plan.pieces
      ids = SharedIDs(request, bytes: plan.bytes)
    }

    func run() {
      var counter = ReportCounter(request, ids: ids)
      let feed = BlockFeed(maxLineBytes: request.settings.maxLineBytes)
      while let index = nextPiece() {
        let piece = pieces[index]
        counter.lastWrite = piece.file.lastWrite
        counter.setFile(piece.file.path)
        counter.begin(piece: index)
        do throws(ReportFailure) {
          try feed.feed(
            piece.supply(warn: warn), isStart: piece.isStart, isEnd: piece.isEnd, to: &counter)
        } catch {
          fail(index, error)
        }
        counter.endPiece()
      }
      let part = counter.part()
      state.withLock { $0.part.merge(part) }
    }

    /// The next piece; none when all are taken, or one has failed.
    private func nextPiece() -> Int? {
      state.withLock { state in
        guard state.failure == nil, state.next < pieces.count else { return nil }
        state.next += 1
        return state.next - 1
      }
    }

    private func fail(_ piece: Int, _ error: ReportFailure) {
      state.withLock { state in
        if let known = state.failure, known.piece < piece { return }
        state.failure = (piece, error)
      }
    }

    func result() throws(ReportFailure) -> ReportPart {
      let (part, failure) = state.withLock { ($0.part, $0.failure?.error) }
      if let failure { throw failure }
      return part
    }
  }
}
