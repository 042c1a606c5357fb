/// What became of one line. Plain data: one of these a line is what decoding hands to the engine;
/// of a line with several objects, one an object. 48 bytes, because every event is one; what only
/// some formats say stands beside it (``LineExtras``).
package struct Line: Sendable {
  package enum Outcome: Sendable, Equatable {
    /// White space only.
    case blank
    case event
    /// Words of a program without a brace, which nobody meant to be an event.
    case text
    case rejected(Rejection)
  }

  package var time: Timestamp
  package var cost: Money
  package var inputTokens: Int64
  package var outputTokens: Int64
  // All that is decoded at once is one window, which 32 bits count.
  private var endOffset: UInt32
  private var byteCount: UInt32
  /// Number of the event's series (see ``Catalog``).
  package var series: UInt32
  package var outcome: Outcome
  package var traits: LineTraits
  package var flags: Flags

  /// The position after the line's end mark, counted from the start of the bytes that were decoded.
  package var end: Int {
    get { Int(endOffset) }
    set { endOffset = UInt32(truncatingIfNeeded: newValue) }
  }

  /// Bytes without the end mark and leading NULs.
  package var length: Int {
    get { Int(byteCount) }
    set { byteCount = UInt32(truncatingIfNeeded: newValue) }
  }

  package init(end: Int, length: Int, outcome: Outcome) {
    time = Timestamp(microseconds: 0)
    cost = .zero
    inputTokens = 0
    outputTokens = 0
    endOffset = UInt32(truncatingIfNeeded: end)
    byteCount = UInt32(truncatingIfNeeded: length)
    series = 0
    self.outcome = outcome
    traits = []
    flags = []
  }
}

/// What is remarkable about an event that was accepted (Semantics, Events). `late` is
/// found by the engine.
package struct Flags: OptionSet, Hashable, Sendable {
  package var rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let future = Flags(rawValue: 1)
  package static let untimed = Flags(rawValue: 2)
  package static let late = Flags(rawValue: 4)
  package static let unpriced = Flags(rawValue: 8)
  /// With a time that cannot be read.
  package static let badTime = Flags(rawValue: 16)
  /// Its cost was made of its tokens and a price table.
  package static let computed = Flags(rawValue: 32)
  /// Of a repeated id, what exceeds the cost of the one before.
  package static let corrected = Flags(rawValue: 64)
  /// Under a subscription.
  package static let included = Flags(rawValue: 128)
  /// Classes of tokens that add up to more than their total, or counts that are none.
  package static let inconsistent = Flags(rawValue: 256)
  /// With a logged cost of nothing, where its tokens have a price.
  package static let zeroCost = Flags(rawValue: 512)
  /// Priced as `pricing.unknown` says, as no table knows its model.
  package static let unknownModel = Flags(rawValue: 1024)
  /// It says more of its tokens than how many went in and came out (``LineExtras/classes``).
  /// Nothing remarkable: it is not counted.
  package static let classes = Flags(rawValue: 2048)

  /// In the order in which the state counts them: new ones come last.
  package static let names: [(flag: Flags, name: String)] = [
    (.future, "future"), (.untimed, "untimed"), (.late, "late"), (.unpriced, "unpriced"),
    (.badTime, "bad_time"), (.computed, "computed"), (.corrected, "corrected"),
    (.included, "included"), (.inconsistent, "inconsistent"), (.zeroCost, "zero_cost"),
    (.unknownModel, "unknown_model"),
  ]
}

/// How a line came to be read, beside what it says.
package struct LineTraits: OptionSet, Hashable, Sendable {
  package var rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The next ``Line`` is of the same line of the file: whoever stops after this one reads it
  /// again.
  package static let continues = LineTraits(rawValue: 1)
  /// Its time is the clock's, as neither the event nor its frame has one.
  package static let clockTime = LineTraits(rawValue: 2)
  /// What a person or a model may have written: inside of another text.
  package static let embedded = LineTraits(rawValue: 4)
  package static let docker = LineTraits(rawValue: 8)
  package static let cri = LineTraits(rawValue: 16)
  package static let syslog = LineTraits(rawValue: 32)

  /// In the order in which they are counted.
  package static let counted: [(trait: LineTraits, name: String)] = [
    (.docker, "docker"), (.cri, "cri"), (.syslog, "syslog"), (.embedded, "embedded"),
  ]
}
