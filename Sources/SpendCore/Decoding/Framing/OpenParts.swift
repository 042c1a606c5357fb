/// Lines that a container runtime has cut, up to where they are read: the parts that came, one line
/// a stream. Of one file at a time.
///
/// Where the parts stand is part of the state, not what they say, which can be somebody's prompt;
/// after a restart they are read again.
package struct OpenParts: Sendable {
  /// Where parts stand.
  package struct Stretch: Hashable, Sendable {
    /// Number of the generation of the file.
    package var generation: UInt64
    package var range: Range<Int64>

    package init(generation: UInt64, range: Range<Int64>) {
      self.generation = generation
      self.range = range
    }
  }

  /// A line whose end has not come.
  package struct OpenLine: Hashable, Sendable {
    /// 1 stdout, 2 stderr.
    package var stream: UInt8
    /// Ascending; neighbours are one.
    package var stretches: [Stretch] = []
    /// It is longer than a line may be, or its beginning is lost: rejected, with all that comes of
    /// it.
    package var isCutOff = false

    package init(stream: UInt8, stretches: [Stretch] = [], isCutOff: Bool = false) {
      self.stream = stream
      self.stretches = stretches
      self.isCutOff = isCutOff
    }

    /// A part more.
    package mutating func extend(_ stretch: Stretch) {
      guard let last = stretches.last, last.generation == stretch.generation,
        last.range.upperBound == stretch.range.lowerBound
      else { return stretches.append(stretch) }
      stretches[stretches.count - 1].range = last.range.lowerBound..<stretch.range.upperBound
    }
  }

  /// What one line of the file did.
  package struct Change: Hashable, Sendable {
    package enum Event: Hashable, Sendable {
      /// A part more.
      case part(Stretch)
      /// It is longer than a line may be.
      case cutOff
      /// The line came to its end.
      case end
    }

    /// Its ``Line/end``.
    package var lineEnd: Int
    package var stream: UInt8
    package var event: Event
  }

  enum Addition {
    /// Nothing was open, and it is whole.
    case alone
    /// More is to come.
    case held
    /// The line became too long, or was; said once.
    case cutOff
    case joined([UInt8])
  }

  private var lines: [OpenLine] = []
  private var texts: [[UInt8]] = []
  /// What happened since somebody asked last.
  package private(set) var changes: [Change] = []
  /// Offset in the file of the first byte that is decoded.
  package var fileOffset: Int64 = 0
  /// Number of the file's generation.
  package var generation: UInt64 = 0
  /// Whether to remember ``changes``; a report has no use for them.
  package var isTracking = false

  /// Short parts of two streams in turns could make any number.
  static let mostStretches = 1000

  package init() {}

  package var isEmpty: Bool { lines.isEmpty }

  /// A whole line of the stream came: what is open of it has no end. Nil: nothing is, or its loss
  /// was said; otherwise what there is of it.
  mutating func abandon(_ stream: Frame.Stream, lineEnd: Int) -> [UInt8]? {
    guard let index = lines.firstIndex(where: { $0.stream == stream.rawValue }) else { return nil }
    let line = lines.remove(at: index)
    let text = texts.remove(at: index)
    note(lineEnd, line.stream, .end)
    return line.isCutOff ? nil : text
  }

  package mutating func drainChanges() -> [Change] {
    defer { changes = [] }
    return changes
  }

  /// Takes over what is open of another file, or was when the state was committed.
  package mutating func restore(_ open: [(line: OpenLine, text: [UInt8])]) {
    lines = open.map(\.line)
    texts = open.map(\.text)
    changes = []
  }

  /// Lets go of all that is open, for another file.
  package mutating func drain() -> [(line: OpenLine, text: [UInt8])] {
    defer {
      lines = []
      texts = []
    }
    return zip(lines, texts).map { ($0, $1) }
  }

  /// Nothing can go on any more. Returns how many lines are lost by that.
  mutating func close() -> Int {
    defer { _ = drain() }
    return lines.filter { !$0.isCutOff }.count
  }

  mutating func add(
    _ text: UnsafeBufferPointer<UInt8>, of stream: Frame.Stream, isPartial: Bool,
    range: Range<Int64>, limit: Int, lineEnd: Int
  ) -> Addition {
    guard let index = lines.firstIndex(where: { $0.stream == stream.rawValue }) else {
      guard isPartial else { return .alone }
      lines.append(OpenLine(stream: stream.rawValue))
      texts.append([])
      return extend(lines.count - 1, text, range, limit, lineEnd)
    }
    if isPartial { return extend(index, text, range, limit, lineEnd) }
    let line = lines.remove(at: index)
    var whole = texts.remove(at: index)
    note(lineEnd, line.stream, .end)
    if line.isCutOff { return .held }
    guard whole.count + text.count <= limit else { return .cutOff }
    whole.append(contentsOf: text)
    return .joined(whole)
  }

  private mutating func extend(
    _ index: Int, _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int64>, _ limit: Int,
    _ lineEnd: Int
  ) -> Addition {
    if lines[index].isCutOff { return .held }
    let stretch = Stretch(generation: generation, range: range)
    lines[index].extend(stretch)
    note(lineEnd, lines[index].stream, .part(stretch))
    guard texts[index].count + text.count <= limit,
      lines[index].stretches.count <= Self.mostStretches
    else {
      lines[index] = OpenLine(stream: lines[index].stream, isCutOff: true)
      texts[index] = []
      note(lineEnd, lines[index].stream, .cutOff)
      return .cutOff
    }
    texts[index].append(contentsOf: text)
    return .held
  }

  private mutating func note(_ lineEnd: Int, _ stream: UInt8, _ event: Change.Event) {
    guard isTracking else { return }
    changes.append(Change(lineEnd: lineEnd, stream: stream, event: event))
  }
}
