import SpendCore

/// The window by which a generation is known again when its file does not begin as it did.
extension StoredGeneration {
  /// Made of the last bytes consumed where they are at hand; otherwise as it was committed.
  var tailWindow: TailWindow? {
    guard fingerprint.isDetached else {
      return fingerprint.anchor.withUnsafeBytes { TailWindow($0, endingAt: offset) }
    }
    // An older program reads on and does not keep the window up.
    return committedWindow?.offset == offset ? committedWindow : nil
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
    return body.bytes
  }

  static func window(_ record: [UInt8]) throws(DamagedRecord) -> TailWindow {
    var body = ByteReader(record)
    try body.expect(version: 1)
    let offset = try body.readInt64()
    let length = try body.readInt()
    let window = TailWindow(
      offset: offset, length: length, rolling: try body.readUInt64(),
      hash: try body.readUInt64(),
      starts: try body.readList { (r) throws(DamagedRecord) in
        TailWindow.LineStart(position: try r.readInt(), before: try r.readUInt64())
      })
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
