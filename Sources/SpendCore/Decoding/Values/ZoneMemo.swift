/// Zones that times name, with those remembered that were looked up.
struct ZoneMemo {
  private static let most = 64
  private let directory: ZoneDirectory
  private var known: [String: TimeZoneRules?] = [:]

  init(_ directory: ZoneDirectory) { self.directory = directory }

  mutating func rules(named name: UnsafeBufferPointer<UInt8>) -> TimeZoneRules? {
    let name = String(decoding: name, as: UTF8.self)
    if let found = known[name] { return found }
    let found = directory.rules(named: name)
    // Names are what somebody wrote: there may be any number of them.
    if known.count == Self.most { known.removeAll(keepingCapacity: true) }
    known[name] = .some(found)
    return found
  }

  /// Microseconds since 1970; of local time when it is naive; nil for a zone that is not known.
  mutating func time(_ reading: TimeReading) -> (microseconds: Int64, isNaive: Bool)? {
    let seconds: Int64
    switch reading.zone {
    case .naive: return (reading.localSeconds * 1_000_000 + reading.fraction, true)
    case .offset(let offset): seconds = reading.localSeconds - offset
    case .named(let name):
      guard let rules = rules(named: name) else { return nil }
      seconds = rules.utcSeconds(local: reading.localSeconds)
    }
    return (seconds * 1_000_000 + reading.fraction, false)
  }
}
