/// Everything that can happen to the engine. What an input asks for and cannot be had changes
/// nothing: whoever wants to know beforehand asks the engine, which answers without a change.
package enum Input: Sendable {
  /// Lines of one source, decoded, in the order of the file, and when that was last written.
  case lines(LineSlice, source: Int, lastWrite: Timestamp? = nil)
  /// Lines that never reached the decoder: too long for a buffer, or without an
  /// end that can be had.
  case unread(lines: Int = 1, Rejection, source: Int)
  /// Lines that are counted elsewhere, whose ids are to be known: all, or those of providers and
  /// tools alone.
  case countedElsewhere(LineSlice, ofProviders: Bool)
  /// What an object looks like that is no event.
  case looksLike(String, source: Int)
  /// Bytes are gone before they could be read.
  case gap
  /// A file vanished after everything known of it was read.
  case unverifiedEnd
  /// A file was written anew, and was known by what was read of it last.
  case rewritten
  /// What was spent before is not known.
  case partial(since: Timestamp)
  /// The rules of the configuration are those that every source is read by from now on. Of each
  /// source, how far each of its generations is read by the rules before.
  case readingRules(offsets: [ExactText: [UInt64: Int64]])
  /// Nobody holds a series any more: values that nothing is left of can go.
  case renew
  /// Time went by: the clock may send resolves early.
  case tick
  /// Reading a source first came to the end of what is there.
  case reachedEnd(source: Int)
  /// All that was there at the start is read: committed deliveries may go.
  case ready
  /// The commit that ``Engine/makeCommit(adding:)`` made is durable.
  case committed
  /// It could not be written, and none could for this long.
  case commitFailed(forSeconds: Int64)
  /// What lanes say.
  case outcomes([DeliveryOutcome])
  /// A dead delivery is to go again. What is not one stays.
  case retry(UInt64)
  /// A delivery is to be forgotten.
  case drop(UInt64)
  /// A digest that was due, and whom it goes to; nil where its time is only to be remembered.
  case digest(SpendDigest?, DigestSettings.Due)
  /// A new configuration, with what the history holds for windows that it makes.
  case reconfigured(Configuration, history: [HistoryRow])
}

/// Everything the engine asks of the world, beside the commits.
package enum Effect: Sendable {
  /// Hand these to their lanes. They are committed, or marked provisional.
  case send([Delivery])
  case happened(Happening)
}

/// What happened, for the log and the metrics; the shell finds the words.
package enum Happening: Sendable, Equatable {
  /// - Parameter isSummary: it was over when it was read, and goes into one message
  ///   with others of its kind.
  case crossed(Alert, receivers: [String], isSummary: Bool)
  case resolved(Alert)
  /// A budget has more groups than `max_groups`; further ones count as `(other)`.
  case groupsLimited(budget: String)
  /// The values of the log take all the memory that there is for them; further ones count as
  /// `(other)`.
  case valuesLimited(bytes: Int, values: Int)
  /// A sum reached the end of 64 bits and was pinned.
  case saturated
  /// The first event, or the first of an hour, that was dated into the future.
  case future(source: Int, time: Timestamp)
  /// The first of an hour whose id was counted before.
  case duplicate(source: Int)
  /// An event inside of other text costs a hundred times the usual; at most once a minute.
  case costlyEmbedded(source: Int, cost: Money, usual: Money)
  /// Once an hour: the clock was ahead when the newest event came, and is not any more.
  case ahead(position: Timestamp)
}

/// A stretch of the history, as the state has it.
package struct HistoryRow: Hashable, Sendable {
  package var start: Timestamp
  /// As ``HistoryLevel/seconds``.
  package var widthSeconds: Int64
  package var labelSet: UInt32
  package var calls: Int64
  package var spend: Money
  package var inputTokens: Int64
  package var outputTokens: Int64

  package init(
    start: Timestamp, widthSeconds: Int64, labelSet: UInt32, calls: Int64, spend: Money,
    inputTokens: Int64, outputTokens: Int64
  ) {
    self.start = start
    self.widthSeconds = widthSeconds
    self.labelSet = labelSet
    self.calls = calls
    self.spend = spend
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
  }
}

/// What there is of a stretch beside its ``HistoryRow``.
package struct HistoryDetailRow: Hashable, Sendable {
  package var start: Timestamp
  /// As ``HistoryLevel/seconds``.
  package var widthSeconds: Int64
  package var labelSet: UInt32
  package var details: HistoryDetails

  package init(
    start: Timestamp, widthSeconds: Int64, labelSet: UInt32, details: HistoryDetails
  ) {
    self.start = start
    self.widthSeconds = widthSeconds
    self.labelSet = labelSet
    self.details = details
  }
}
