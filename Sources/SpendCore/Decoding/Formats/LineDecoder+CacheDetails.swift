/// What was written into caches, by how long it is kept, where a list says so
/// (``FormatShape/cacheDetails``). Only shapes that have one get here.
extension LineDecoder {
  /// Nil for what nothing says.
  struct CacheDetails {
    var fiveMinutes: Int64?
    var hour: Int64?
    var isConsistent = true

    var isEmpty: Bool { fiveMinutes == nil && hour == nil }

    /// What is not for an hour costs as for five minutes.
    mutating func add(_ count: Int64, isHour: Bool) {
      if isHour {
        hour = (hour ?? 0) + count
      } else {
        fiveMinutes = (fiveMinutes ?? 0) + count
      }
    }
  }

  /// The first list of some that is one.
  @inline(never)
  mutating func cacheDetails(_ lists: ShapeTable.Run) -> CacheDetails {
    var details = CacheDetails()
    for slot in table.shapes.list(lists) {
      let list = slots[Int(slot)]
      guard list.line == lineNumber, list.state == .list || list.state == .pythonList,
        let start = list.text
      else { continue }
      let isPython = list.state == .pythonList
      var p = start + 1
      while let element = nextElement(&p, isPython: isPython) {
        if element.shape == .object { add(element.start, isPython, to: &details) }
      }
      return details
    }
    return details
  }

  private mutating func add(_ object: Position, _ isPython: Bool, to details: inout CacheDetails) {
    var (ttl, count): (ScannedValue?, ScannedValue?)
    forEachMember(object, isPython: isPython) { key, value in
      if key == "ttl" { ttl = value } else if key == "inputTokens" { count = value }
    }
    guard let count else { return }
    let (state, number) = tokens(count)
    guard state == .number, number <= TokenUsage.mostTokens else {
      if state != .absent { details.isConsistent = false }
      return
    }
    details.add(number, isHour: ttl.map { isHour($0) } ?? false)
  }

  private mutating func isHour(_ ttl: ScannedValue) -> Bool {
    guard ttl.isText, ttl.end - ttl.start <= 64 else { return false }
    scratch.removeAll()
    if ttl.shape == .text {
      scratch.append(ttl.start, count: ttl.end - ttl.start)
    } else {
      TextUnescaper.unescape(ttl.text, isPython: ttl.shape == .escapedPython, into: &scratch)
    }
    return UnsafeBufferPointer(start: scratch.start, count: scratch.count).elementsEqual("1h".utf8)
  }
}
