package import SpendCore

/// How far a source is read.
package struct StatusSource: Hashable, Sendable {
  package var path: String
  /// Of the file that is at the path now; of a journal 0.
  package var offset: Int64
  package var size: Int64
  /// Over all generations.
  package var lagBytes: Int64
  /// Those of them that were looked at and are no complete line: a writer is in its
  /// middle, or died there.
  package var partialBytes: Int64
  package var committedOffset: Int64
  package var lastEvent: Timestamp?
  /// Why it cannot be read at the moment, in one line; nil when it can.
  package var problem: String?
  /// Nothing of it is there; since when, as far as that is known.
  package var isMissing = false
  package var missingSince: Timestamp?
  /// What a line of it looks like that is no event, without a word of it but names of keys.
  package var looksLike: String?
  /// Lines by what was around them; none where nothing was.
  package var framing: [StatusTotals.Count] = []
  /// Events by how they are written.
  package var formats: [StatusTotals.Count] = []
  /// Lines that were no events, since the state began: rejected ones, and text between the others.
  package var rejected: Int64 = 0
  package var text: Int64 = 0
  /// Since what came without a feature is counted by source.
  package var spent = SourceSpend()
  package var reading: StatusReading?
  package var generations: [Generation]

  package init(
    path: String, offset: Int64 = 0, size: Int64 = 0, lagBytes: Int64 = 0, partialBytes: Int64 = 0,
    committedOffset: Int64 = 0, lastEvent: Timestamp? = nil, problem: String? = nil,
    generations: [Generation] = []
  ) {
    self.path = path
    self.offset = offset
    self.size = size
    self.lagBytes = lagBytes
    self.partialBytes = partialBytes
    self.committedOffset = committedOffset
    self.lastEvent = lastEvent
    self.problem = problem
    self.generations = generations
  }

  /// Since the state began. A state of an older program has formats of later events only.
  package var events: Int64 {
    max(
      formats.reduce(0) { $0.addingClamped($1.count) },
      generations.reduce(0) { $0.addingClamped($1.events) })
  }

  package var notEvents: Int64 { rejected.addingClamped(text) }

  /// At most one of a hundred of its lines was none.
  package var isNearlyAllEvents: Bool {
    Int128(notEvents) * 100 <= Int128(events) + Int128(notEvents)
  }

  /// One file that was, or is, at the path.
  package struct Generation: Hashable, Sendable {
    package var path: String
    /// A word of the tailer: `active`, `draining`, `sealed`, …
    package var state: String
    package var offset: Int64
    package var size: Int64
    package var lagBytes: Int64
    package var partialBytes: Int64
    package var events: Int64
    package var rejected: Int64
    package var nulBytes: Int64
    package var gaps: Int64
    package var unverifiedEnds: Int64
    /// Where the present rules of the source begin in it.
    package var rulesFrom: Int64 = 0

    package init(
      path: String, state: String, offset: Int64 = 0, size: Int64 = 0, lagBytes: Int64 = 0,
      partialBytes: Int64 = 0, events: Int64 = 0, rejected: Int64 = 0, nulBytes: Int64 = 0,
      gaps: Int64 = 0,
      unverifiedEnds: Int64 = 0
    ) {
      self.path = path
      self.state = state
      self.offset = offset
      self.size = size
      self.lagBytes = lagBytes
      self.partialBytes = partialBytes
      self.events = events
      self.rejected = rejected
      self.nulBytes = nulBytes
      self.gaps = gaps
      self.unverifiedEnds = unverifiedEnds
    }
  }
}
