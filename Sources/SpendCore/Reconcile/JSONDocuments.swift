/// Cuts a file of JSON into the objects that stand side by side in it: one over several lines, one
/// a line, or the elements of an array.
///
/// O(length); holds one object at a time, of at most ``longest`` bytes and 64 levels.
struct JSONDocuments {
  static let longest = 16 << 20
  private static let deepest = 64

  private enum Place { case start, listStart, between, afterComma, inside, after }
  private var place = Place.start
  private var isList = false
  private var bytes: [UInt8] = []
  private var depth = 0
  private var isText = false
  private var isEscaped = false
  private var line = 1
  private var firstLine = 1

  mutating func add(
    _ chunk: ArraySlice<UInt8>,
    _ body: (JSONValue, _ line: Int) throws(ExportFailure) -> Void
  ) throws(ExportFailure) {
    var start = chunk.startIndex
    for index in chunk.indices {
      let byte = chunk[index]
      if byte == 0x0A { line += 1 }
      guard place == .inside else {
        try outside(byte)
        if place == .inside { start = index }
        continue
      }
      guard try closes(byte) else { continue }
      bytes += chunk[start...index]
      try checkLength()
      try body(try document(), firstLine)
      bytes.removeAll(keepingCapacity: bytes.count < 1 << 20)
      place = .between
    }
    if place == .inside { bytes += chunk[start...] }
    try checkLength()
  }

  private func checkLength() throws(ExportFailure) {
    guard bytes.count <= Self.longest else {
      throw ExportFailure(
        line: firstLine,
        "an object of more than \(Self.longest >> 20) MiB; export fewer days a page")
    }
  }

  private mutating func outside(_ byte: UInt8) throws(ExportFailure) {
    switch (byte, place) {
    case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _): break
    case (UInt8(ascii: "["), .start): (isList, place) = (true, .listStart)
    case (UInt8(ascii: "]"), .listStart): place = .after
    case (UInt8(ascii: "]"), .between) where isList: place = .after
    case (UInt8(ascii: ","), .between) where isList: place = .afterComma
    case (UInt8(ascii: "{"), .start), (UInt8(ascii: "{"), .listStart),
      (UInt8(ascii: "{"), .afterComma):
      begin()
    case (UInt8(ascii: "{"), .between) where !isList: begin()
    default:
      throw ExportFailure(line: line, "no JSON object where one should begin")
    }
  }

  private mutating func begin() { (place, depth, firstLine) = (.inside, 1, line) }

  /// Whether the byte ends the object.
  private mutating func closes(_ byte: UInt8) throws(ExportFailure) -> Bool {
    if isText {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isText = false
      }
      return false
    }
    switch byte {
    case UInt8(ascii: "\""): isText = true
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      depth += 1
      guard depth <= Self.deepest else {
        throw ExportFailure(line: line, "nested more than \(Self.deepest) levels deep")
      }
    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
    default: break
    }
    return depth == 0
  }

  private func document() throws(ExportFailure) -> JSONValue {
    do throws(JSONReader.Malformed) { return try JSONReader.read(bytes) } catch {
      let lines = bytes.prefix(error.offset).count { $0 == 0x0A }
      throw ExportFailure(line: firstLine + lines, "no JSON: \(error.what)")
    }
  }

  func finish() throws(ExportFailure) {
    if place == .inside {
      throw ExportFailure(
        line: firstLine, "the object that begins here has no end; is the file whole?")
    }
    if isList, place != .after {
      throw ExportFailure(line: line, "the list has no end; is the file whole?")
    }
  }
}
