import Operations
import Reading
import SpendCore

/// Who asked for a view, and the one in the making.
///
/// Windows may be very many, and reading is not to pause for whoever asks: a turn of the pipeline
/// goes through so many of them. A view serves everybody who asked before it was begun; one that
/// took several turns serves, for a second, also those who ask later.
struct ViewRequests {
  typealias Answer = @Sendable (PipelineView?) -> Void

  /// Windows in a turn: less than a millisecond.
  static let windowsAtOnce = 2000
  static let freshSeconds = 1.0

  private var waiting: [Answer] = []
  /// Who gets the one in the making.
  private var served: [Answer] = []
  private var draft: EngineViewDraft?
  private var isLong = false
  private var published: (view: PipelineView, until: Double)?

  mutating func ask(_ answer: @escaping Answer) { waiting.append(answer) }

  /// Windows are others now.
  mutating func restart() {
    waiting = served + waiting
    (served, draft, published) = ([], nil, nil)
  }

  /// Goes on with the one in the making, or begins one if somebody asked.
  ///
  /// - Returns: whether there is more to do.
  mutating func advance(
    _ engine: borrowing Engine, at now: Timestamp, monotonic: Double,
    finish: (EngineView) -> PipelineView
  ) -> Bool {
    if let published, monotonic >= published.until { self.published = nil }
    if let published, draft == nil {
      for answer in waiting { answer(published.view) }
      waiting = []
    }
    if draft == nil {
      guard !waiting.isEmpty else { return false }
      (served, waiting, isLong) = (waiting, [], false)
    }
    var draft = draft ?? engine.beginView(at: now)
    // Taken out, so that its rows are not copied.
    self.draft = nil
    if engine.advance(&draft, windows: Self.windowsAtOnce) {
      self.draft = draft
      isLong = true
      return true
    }
    let view = finish(engine.finishView(draft))
    if isLong { published = (view, monotonic + Self.freshSeconds) }
    for answer in served { answer(view) }
    served = []
    return !waiting.isEmpty
  }

  /// The pipeline ends.
  mutating func close() {
    for answer in served + waiting { answer(nil) }
    (served, waiting, draft) = ([], [], nil)
  }
}

extension Pipeline {
  /// - Returns: whether there is more to do.
  func makeViews() -> Bool {
    let now = now
    return views.advance(engine, at: now, monotonic: SystemClock.monotonicSeconds()) {
      view(of: $0)
    }
  }

  private func view(of engineView: EngineView) -> PipelineView {
    let generations = reader.status()
    let missing = findMissing(generations)
    let sources = reader.sources.map { index in
      let state = engine.sources[index]
      var view = PipelineView.SourceView(
        state, path: configuration.sources[index].displayName,
        problem: reader.whyUnread(source: index),
        undecidedBytes: reader.undecidedBytes(source: index),
        isMissing: missing.contains(ExactText(state.key)))
      view.missingSince = missingSince[ExactText(state.key)]
      view.isAtEnd =
        !reader.isWaiting(source: index) && view.undecidedBytes == 0
        && !engine.isDirty && !engine.isCommitting
      return view
    }
    var view = PipelineView(
      engine: engineView, generations: generations, sources: sources,
      prices: configuration.prices)
    view.commits = commits
    return view
  }
}
