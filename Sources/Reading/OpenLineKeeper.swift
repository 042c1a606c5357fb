import SpendCore
import Tailing

/// Lines that a container runtime has cut and whose end has not come (Semantics, Framing): where
/// their parts stand in each file, as far as it is consumed. One record a file, in the same
/// transaction as its offset.
struct OpenLineKeeper {
  private struct File {
    /// Of the configuration; nil: it is not there now.
    var source: Int?
    var key: String
    /// The path whose life the generation is a part of.
    var slot: FilePath
    /// Up to which it holds.
    var offset: Int64
    var lines: [OpenParts.OpenLine]
  }

  /// By generation.
  private var files: [UInt64: File] = [:]
  private var keys: [String]
  private var dirty: Set<UInt64> = []
  private var isOnItsWay: Set<UInt64> = []

  private static let prefix = Array("parts:".utf8)

  /// - Parameters:
  ///   - records: of kind `generation`, of the last commit.
  ///   - keys: of the sources.
  init(_ records: [Record], keys: [String]) throws(DamagedRecord) {
    self.keys = keys
    for record in records where record.kind == .generation && record.key.starts(with: Self.prefix) {
      guard let body = record.body else { continue }
      var reader = ByteReader(body)
      try reader.expect(version: 1)
      let generation = try reader.readUInt64()
      let key = try reader.readString()
      let slot = FilePath(bytes: try reader.readBytes())
      let offset = try reader.readInt64()
      let lines = try reader.readList { reader throws(DamagedRecord) in
        try reader.readOpenLine()
      }
      files[generation] = File(
        source: Self.number(of: key, keys), key: key, slot: slot, offset: offset, lines: lines)
    }
  }

  /// Lines that are open in some file.
  var count: Int { files.values.reduce(0) { $0 + $1.lines.filter { !$0.isCutOff }.count } }

  /// What is open at an offset of a generation, as consumed.
  mutating func lines(of generation: UInt64, at offset: Int64) -> [OpenParts.OpenLine] {
    guard let file = files[generation] else { return [] }
    // Of another offset: an older program read on and knew nothing of parts.
    guard file.offset == offset else {
      files[generation] = nil
      dirty.insert(generation)
      return []
    }
    return file.lines
  }

  /// What is open at the end of a file that another goes on from.
  func lines(of generation: UInt64) -> [OpenParts.OpenLine] { files[generation]?.lines ?? [] }

  private static func number(of key: String, _ keys: [String]) -> Int? {
    keys.firstIndex { ExactText($0) == ExactText(key) }
  }

  /// The file that a new one goes on from: the one that was at its path before.
  func predecessor(of generation: UInt64, source: Int, slot: FilePath) -> UInt64? {
    let candidates = files.filter { number, file in
      number < generation && file.source == source && file.slot == slot && !file.lines.isEmpty
    }
    return candidates.keys.max()
  }

  /// The lines of one file go on in another.
  mutating func move(from old: UInt64, to new: UInt64, source: Int, slot: FilePath) {
    guard let file = files.removeValue(forKey: old) else { return }
    files[new] = File(source: source, key: keys[source], slot: slot, offset: 0, lines: file.lines)
    dirty.formUnion([old, new])
  }

  /// More of a file is consumed.
  mutating func consume(
    _ changes: ArraySlice<OpenParts.Change>, of generation: UInt64, source: Int, slot: FilePath,
    upTo offset: Int64
  ) {
    // Nearly always.
    guard !changes.isEmpty || files[generation] != nil else { return }
    var file =
      files[generation]
      ?? File(source: source, key: keys[source], slot: slot, offset: offset, lines: [])
    let wasOpen = !file.lines.isEmpty
    for change in changes {
      let index = file.lines.firstIndex { $0.stream == change.stream }
      switch change.event {
      case .part(let stretch):
        if let index {
          file.lines[index].extend(stretch)
        } else {
          file.lines.append(OpenParts.OpenLine(stream: change.stream, stretches: [stretch]))
        }
      case .cutOff:
        file.lines.removeAll { $0.stream == change.stream }
        file.lines.append(OpenParts.OpenLine(stream: change.stream, isCutOff: true))
      case .end: file.lines.removeAll { $0.stream == change.stream }
      }
    }
    guard wasOpen || !file.lines.isEmpty else { return }
    (file.offset, file.slot) = (offset, slot)
    files[generation] = file.lines.isEmpty ? nil : file
    dirty.insert(generation)
  }

  /// The parts of a line cannot be read again.
  mutating func lose(_ stream: UInt8, of generation: UInt64) {
    guard let index = files[generation]?.lines.firstIndex(where: { $0.stream == stream }) else {
      return
    }
    files[generation]?.lines[index] = OpenParts.OpenLine(stream: stream, isCutOff: true)
    dirty.insert(generation)
  }

  /// The files in which lines are open.
  var generations: [(number: UInt64, source: Int)] {
    files.compactMap { number, file in file.source.map { (number, $0) } }
  }

  /// A file is forgotten: what was open in it has no end any more. Returns how many lines.
  mutating func forget(_ generation: UInt64) -> Int {
    dirty.insert(generation)
    return files.removeValue(forKey: generation)?.lines.filter { !$0.isCutOff }.count ?? 0
  }

  /// There are other sources from now on.
  mutating func renumber(keys: [String]) {
    self.keys = keys
    for (generation, file) in files {
      files[generation]?.source = Self.number(of: file.key, keys)
    }
  }

  // MARK: The state

  var hasChanges: Bool { !dirty.isEmpty }

  mutating func changes() -> [Record] {
    isOnItsWay.formUnion(dirty)
    dirty = []
    return isOnItsWay.sorted().map { generation in
      let key = Self.prefix + Array(String(generation).utf8)
      guard let file = files[generation] else {
        return Record(kind: .generation, key: key, body: nil)
      }
      var writer = ByteWriter()
      writer.write(UInt64(1))
      writer.write(generation)
      writer.write(file.key)
      writer.write(file.slot.bytes)
      writer.write(file.offset)
      writer.write(list: file.lines) { $0.write($1) }
      return Record(kind: .generation, key: key, body: writer.bytes)
    }
  }

  mutating func committed() { isOnItsWay = [] }
}

extension ByteWriter {
  fileprivate mutating func write(_ line: OpenParts.OpenLine) {
    write(UInt64(line.stream))
    write(line.isCutOff)
    write(list: line.stretches) { writer, stretch in
      writer.write(stretch.generation)
      writer.write(stretch.range.lowerBound)
      writer.write(stretch.range.upperBound)
    }
  }
}

extension ByteReader {
  fileprivate mutating func readOpenLine() throws(DamagedRecord) -> OpenParts.OpenLine {
    let stream = UInt8(clamping: try readUInt64())
    let isCutOff = try readBool()
    let stretches = try readList { (reader) throws(DamagedRecord) in
      let generation = try reader.readUInt64()
      let (start, end) = (try reader.readInt64(), try reader.readInt64())
      guard 0 <= start, start <= end else {
        throw DamagedRecord("parts of a line end before they begin")
      }
      return OpenParts.Stretch(generation: generation, range: start..<end)
    }
    return OpenParts.OpenLine(stream: stream, stretches: stretches, isCutOff: isCutOff)
  }
}
