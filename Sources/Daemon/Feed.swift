import SpendCore

/// One source on its way into the engine: its decoder, and lines that are decoded and wait for their turn.
struct Feed: ~Copyable {
  /// Number of the source in the configuration.
  let index: Int
  /// Its number in the tailer; nil for a journal.
  let tail: Int?
  let settings: SourceSettings
  var decoder: LineDecoder
  var lines: [Line] = []
  /// Lines before this one are applied.
  var next = 0
  /// Where in the decoded bytes the applied lines end.
  var consumed = 0
  /// All bytes that were handed out.
  var byteCount = 0
  var path = ""
  var fileOffset: Int64 = 0

  init(index: Int, tail: Int?, settings: SourceSettings, dimensions: [String]) {
    self.index = index
    self.tail = tail
    self.settings = settings
    decoder = LineDecoder(settings: settings, dimensions: dimensions)
  }

  var isWaiting: Bool { next < lines.count }

  /// Time of the next event that waits; lines without one have no time to wait for.
  var headTime: Timestamp {
    for line in lines[next...] where line.outcome == .event { return line.time }
    return Timestamp(microseconds: .min)
  }

  /// The lines up to and including the last one whose event is not later than `limit`; at least one.
  func run(upTo limit: Timestamp) -> Int {
    var end = next
    while end < lines.count, lines[end].outcome != .event || lines[end].time <= limit {
      end += 1
    }
    return max(end, next + 1)
  }
}
