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
  /// Python's `datetime.datetime(…)`: microseconds since 1970; local time when `isNaive`.
  case moment(Int64, isNaive: Bool)
  /// The text of a time.
  case momentText([UInt8])
  /// Microseconds of local time in a zone.
  case zoned(Int64, String)
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
  func value(at path: [String]) -> OracleValue? {
    path.reduce(self as OracleValue?) { $0?.last($1) }
  }

  /// What all ways to read a dotted path lead to: objects first, keys with points in them last.
  func values(atDotted path: String) -> [OracleValue] {
    let names = path.split(separator: ".").map(String.init)
    return (0..<(1 << (names.count - 1))).compactMap { joined in
      var keys = [names[0]]
      for (place, name) in names.dropFirst().enumerated() {
        if joined & (1 << place) != 0 {
          keys[keys.count - 1] += "." + name
        } else {
          keys.append(name)
        }
      }
      return value(at: keys)
    }
  }
}

/// Why an oracle's parser gave up; where does not matter.
struct OracleSyntaxError: Error {}
