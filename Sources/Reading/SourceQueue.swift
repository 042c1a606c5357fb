import SpendCore
import Tailing

/// One source on its way to whoever applies its lines: its decoder, and lines that are decoded and
/// wait for their turn.
@safe
struct SourceQueue: ~Copyable {
  /// Its number in the tailer; nil for a journal.
  let tail: Int?
  private(set) var settings: SourceSettings
  var decoder: LineDecoder
  private let dimensions: [String]
  /// The file whose path the labels are from.
  private var labelledFile: (path: FilePath, slot: FilePath)?
  private let plainSettings: SourceSettings
  var lines = LineBatch()
  /// Lines before this one are handed out and given back.
  var next = 0
  /// Where in the decoded bytes the applied lines end.
  var applied = 0
  /// How much of that the tailer, or the journal, was told.
  var consumed = 0
  /// What the applied lines were that it was not told of.
  var counts = LineCounts()
  /// All bytes that are decoded.
  var byteCount = 0
  var bytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  /// Whose open lines the decoder holds; nil: those that are consumed are to be read again.
  var generation: UInt64?
  /// The generation whose open lines go on in that one, until something of it is consumed.
  var heirOf: UInt64?
  /// The path whose life that generation is a part of.
  var slot: FilePath = ""
  /// What the decoded lines did to parts, as far as it is not consumed.
  var partChanges: [OpenParts.Change] = []
  var path = ""
  var fileOffset: Int64 = 0
  var lastWrite: Timestamp?

  init(
    tail: Int?, settings: SourceSettings, dimensions: [String], options: SourceReader.Options
  ) {
    self.tail = tail
    self.settings = settings
    plainSettings = settings
    self.dimensions = dimensions
    decoder = LineDecoder(
      settings: settings, dimensions: dimensions, clampsFuture: options.clampsFuture,
      keepsDetails: options.keepsDetails)
  }

  /// What is decoded from now on is of this file.
  mutating func setFile(_ path: FilePath, slot: FilePath) {
    guard plainSettings.hasPathNames else { return }
    if let labelledFile, labelledFile == (path, slot) { return }
    labelledFile = (path, slot)
    settings = plainSettings.labelled(for: path, slot: slot)
    decoder.setLabels(settings.namedLabels, dimensions: dimensions)
  }

  var isWaiting: Bool { next < lines.count }
  /// The last window had no line, and more follows: a gigabyte of zeros, say.
  var isPassing = false

  /// Time of the next event that waits; lines without one have no time to wait for.
  var headTime: Timestamp {
    for line in lines.elements[next...] where line.outcome == .event { return line.time }
    return Timestamp(microseconds: .min)
  }

  /// The lines up to and including the last one whose event is not later than
  /// `limit`; at least one.
  func run(upTo limit: Timestamp) -> Int {
    var end = next
    while end < lines.count,
      lines.elements[end].outcome != .event || lines.elements[end].time <= limit
    {
      end += 1
    }
    return wholeLines(upTo: max(end, next + 1))
  }

  /// What came of one line of the file is never handed out in two batches: after the first, the
  /// rest would be read again.
  func wholeLines(upTo end: Int) -> Int {
    var end = end
    while end < lines.count, lines.elements[end - 1].traits.contains(.continues) { end += 1 }
    return end
  }

  /// Forgets what is decoded; what was not consumed of it is decoded again.
  mutating func removeLines() {
    // What was decoded and is not consumed comes again.
    if isWaiting, !partChanges.isEmpty || !decoder.parts.isEmpty { generation = nil }
    partChanges = []
    lines.removeAll()
    next = 0
    unsafe bytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  }
}
