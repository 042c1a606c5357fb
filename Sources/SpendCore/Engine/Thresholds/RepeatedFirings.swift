/// Ids of alerts that have resolved and may fire again: a limit that is raised and put back, or a
/// budget that is removed and returns, crosses the same threshold in the same window, which is the
/// same digest. A receiver that knows ids would take it for a repetition of what is over, so it is
/// told apart by a number after the digest: `-2`, `-3` … (Semantics, The id).
///
/// Kept as long as the digest can come out again: of a rolling window while the position stays in
/// the minute of the crossing, of a calendar one until no late event can cross in it.
struct RepeatedFirings: Sendable {
  private struct Entry: Sendable {
    /// How often it has fired.
    var count: Int64
    /// The last minute of the position at which it can fire again.
    var until: Int64
  }

  private var entries: [String: Entry] = [:]
  private var isDirty = false
  /// The earliest of their ends: before it nothing is to be forgotten.
  private var earliest = Int64.max

  static let key = RecordKey.text("firings")

  /// The id of an alert that fires now.
  ///
  /// - Parameters:
  ///   - digest: of what it is.
  ///   - isTaken: whether an id has fired in a state that was set aside, where the counts are gone.
  func id(_ digest: String, at minute: Int64, isTaken: (String) -> Bool) -> String {
    guard let entry = entries[digest], entry.until >= minute else { return digest }
    var count = entry.count + 1
    while isTaken("\(digest)-\(count)") { count += 1 }
    return "\(digest)-\(count)"
  }

  /// - Parameters:
  ///   - id: as it fired, with its number.
  ///   - minute: the position; what cannot come again by then is forgotten.
  mutating func resolved(_ id: String, until: Int64, at minute: Int64) {
    if earliest < minute {
      entries = entries.filter { $0.value.until >= minute }
      earliest = entries.values.map(\.until).min() ?? .max
      isDirty = true
    }
    guard until >= minute else { return }
    let parts = id.split(separator: "-", maxSplits: 1)
    guard let digest = parts.first else { return }
    let count = parts.count > 1 ? Int64(parts[1]) ?? 1 : 1
    entries[String(digest)] = Entry(count: count, until: until)
    earliest = min(earliest, until)
    isDirty = true
  }

  /// All of them, if they changed since the last call. There are few: they come of reloads.
  mutating func drainRecord() -> Record? {
    guard isDirty else { return nil }
    isDirty = false
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(list: entries.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(entry.key)
      writer.write(entry.value.count)
      writer.write(entry.value.until)
    }
    return Record(kind: .meta, key: Self.key, body: writer.bytes)
  }

  mutating func load(_ record: Record) throws(DamagedRecord) {
    var reader = ByteReader(record.body ?? [])
    try reader.expect(version: 1)
    let list = try reader.readList { reader throws(DamagedRecord) in
      (try reader.readString(), Entry(count: try reader.readInt64(), until: try reader.readInt64()))
    }
    entries = Dictionary(list) { first, _ in first }
    earliest = entries.values.map(\.until).min() ?? .max
  }
}
