import SpendCore

/// The window by which a generation is known again when its file does not begin as it did.
extension StoredGeneration {
  /// Made of the last bytes consumed where they are at hand; otherwise as it was committed.
  var tailWindow: TailWindow? {
    // An older program reads on and does not keep the window up.
    if let committedWindow, committedWindow.offset == offset { return committedWindow }
    guard !fingerprint.isDetached else { return nil }
    return unsafe fingerprint.anchor.withUnsafeBytes {
      unsafe TailWindow($0, endingAt: offset, longLine: fingerprint.longLine)
    }
  }

  /// Keeps of the last bytes what they are known by.
  mutating func detach() {
    committedWindow = tailWindow
    fingerprint.detach()
  }

  static func windowBody(_ window: TailWindow) -> [UInt8] {
    var body = ByteWriter()
    body.write(UInt64(1))
    body.write(window.offset)
    body.write(window.length)
    body.write(window.rolling)
    body.write(window.hash)
    body.write(list: window.starts) {
      $0.write($1.position)
      $0.write($1.before)
    }
    body.write(window.isTorn)
    body.write(window.longLine?.length ?? 0)
    body.write(window.longLine?.hash ?? 0)
    return body.bytes
  }

  static func window(_ record: [UInt8]) throws(DamagedRecord) -> TailWindow {
    var body = ByteReader(record)
    try body.expect(version: 1)
    let offset = try body.readInt64()
    let length = try body.readInt()
    let (rolling, hash) = (try body.readUInt64(), try body.readUInt64())
    let starts = try body.readList { (r) throws(DamagedRecord) in
      TailWindow.LineStart(position: try r.readInt(), before: try r.readUInt64())
    }
    let isTorn = try body.readBool()
    let (lineLength, lineHash) = (try body.readInt(), try body.readUInt64())
    guard 0...LongLine.limit ~= lineLength else { throw DamagedRecord("a long line astray") }
    let window = TailWindow(
      offset: offset, length: length, rolling: rolling, hash: hash, starts: starts, isTorn: isTorn,
      longLine: lineLength == 0 ? nil : LongLine(length: lineLength, hash: lineHash))
    let positions = window.starts.map(\.position)
    let isAscending = zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 }
    guard 1...ChunkLayout.anchor ~= length, offset >= length, isAscending,
      positions.allSatisfy({ 0..<length ~= $0 }),
      window.rolling < PolynomialHash.modulus,
      window.starts.allSatisfy({ $0.before < PolynomialHash.modulus })
    else { throw DamagedRecord("a tail window astray") }
    return window
  }
}
