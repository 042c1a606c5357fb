/// A value of a line, as a tree. What the oracle's parsers make and ``OracleDecoder`` reads events
/// from.
package indirect enum OracleValue {
  case null
  case bool(Bool)
  /// The text as written.
  case number([UInt8])
  case text([UInt8])
  case array([OracleValue])
  /// In the order of the line, duplicates included.
  case object([(key: [UInt8]?, value: OracleValue)])
  /// Python's `Decimal('…')`.
  case decimal([UInt8])
  /// Python's `datetime.datetime(…)` with an offset: microseconds since 1970.
  case moment(Int64)
  /// The text of a time.
  case momentText([UInt8])
  /// Microseconds of local time in a zone, or the one of times without; of two that are the same
  /// the second, if it is folded.
  case zoned(Int64, String?, isFolded: Bool)
  /// NaN and infinity.
  case notFinite
  /// Anything else that Python writes.
  case other

  /// The value of the last pair with this key.
  func last(_ key: String) -> OracleValue? {
    guard case .object(let pairs) = self else { return nil }
    let bytes = Array(key.utf8)
    return pairs.last { $0.key == bytes }?.value
  }

  /// The value at the end of a path of keys.
  ///
  /// - Parameter texts: where an object may be written as a text, though not in another text.
  func value(at path: [String], texts: Set<String>) -> OracleValue? {
    var found = self
    var walked: [String] = []
    var isInText = false
    for key in path {
      if case .text(let text) = found, !isInText, texts.contains(walked.joined(separator: "/")),
        let inner = Self.object(in: text)
      {
        found = inner
        isInText = true
      }
      guard let next = found.last(key) else { return nil }
      found = next
      walked.append(key)
    }
    return found
  }

  private static func object(in text: [UInt8]) -> OracleValue? {
    let spaces: [UInt8] = [0x20, 0x09, 0x0D]
    let line = text.map { $0 == 0x0A ? 0x20 : $0 }
    let start = line.firstIndex { !spaces.contains($0) } ?? line.endIndex
    guard line.count > 1, start < line.endIndex, line[start] == UInt8(ascii: "{"),
      let read = OracleJSON.prefix(Array(line[start...])),
      line[(start + read.end)...].allSatisfy({ spaces.contains($0) })
    else { return nil }
    return read.value
  }

  /// What all ways to read a dotted path lead to: objects first, keys with points in them last.
  func values(atDotted path: String, texts: Set<String>) -> [OracleValue] {
    let names = path.split(separator: ".").map(String.init)
    return (0..<(1 << (names.count - 1))).compactMap { joined in
      var keys = [names[0]]
      for (index, name) in names.dropFirst().enumerated() {
        if joined & (1 << index) != 0 {
          keys[keys.count - 1] += "." + name
        } else {
          keys.append(name)
        }
      }
      return value(at: keys, texts: texts)
    }
  }
}

/// Why an oracle's parser gave up; where does not matter.
struct OracleSyntaxError: Error {}
