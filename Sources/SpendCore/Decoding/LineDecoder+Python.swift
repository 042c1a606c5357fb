/// Dicts of Python, and the members of objects that are looked at a second time.
extension LineDecoder {
  /// Takes the dict at `start`, as ``object(_:)`` does an object.
  mutating func pythonDict(_ start: Position, level: Int32, depth: Int) -> Position? {
    var p = JSONScanner.skipSpace(start + 1)
    if p.pointee == UInt8(ascii: "}") { return p + 1 }
    while true {
      guard let key = python.value(p, depth: depth) else { return nil }
      p = JSONScanner.skipSpace(key.next)
      guard p.pointee == UInt8(ascii: ":") else { return nil }
      p = JSONScanner.skipSpace(p + 1)
      guard let value = python.item(p, depth: depth) else { return nil }
      storePython(value, pythonKey(key, level), depth: depth)
      p = JSONScanner.skipSpace(value.next)
      if p.pointee == UInt8(ascii: "}") { return p + 1 }
      guard p.pointee == UInt8(ascii: ",") else { return nil }
      p = JSONScanner.skipSpace(p + 1)
    }
  }

  private mutating func pythonKey(_ key: ScannedValue, _ level: Int32) -> FieldKey {
    let count = key.end - key.start
    switch key.shape {
    case .text: return table.find(key.start, count: count, level: level)
    case .escapedPython: return escapedKey(key.start, count: count, isPython: true, level: level)
    default: return .unknown
    }
  }

  private mutating func storePython(_ value: ScannedValue, _ key: FieldKey, depth: Int) {
    guard key.action == .branch else { return store(value, key.action, key.slot) }
    voidSlots(within: Int(key.slot))
    let branch = table.branches[Int(key.slot)]
    for (action, slot) in branch.slots { store(value, action, slot) }
    if branch.readsText, value.isText { takeText(value, Int(key.slot)) }
    if branch.level != 0, value.shape == .object {
      _ = pythonDict(value.start, level: branch.level, depth: depth + 1)
    }
  }

  // MARK: Members

  /// Goes through the members of an object that is known to be whole, of the kind that was taken
  /// last, unless said otherwise. Of a key with escapes its text is given, if it is short enough to
  /// be looked for.
  mutating func forEachMember(
    _ start: Position, isPython: Bool? = nil, _ body: (MemberKey, ScannedValue) -> Void
  ) {
    let isPython = isPython ?? self.isPython
    var p = JSONScanner.skipSpace(start + 1)
    while p.pointee != UInt8(ascii: "}") {
      guard let key = scan(p, isPython: isPython, isKey: true) else { return }
      let start = JSONScanner.skipSpace(JSONScanner.skipSpace(key.next) + 1)
      guard let value = scan(start, isPython: isPython) else { return }
      if key.shape == .text {
        body(MemberKey(bytes: key.text), value)
      } else if key.isText, key.end - key.start <= 96 {
        var text = ByteArena(capacity: 96)
        TextUnescaper.unescape(key.text, isPython: isPython, into: &text)
        body(MemberKey(bytes: UnsafeBufferPointer(start: text.start, count: text.count)), value)
      }
      p = JSONScanner.skipSpace(value.next)
      if p.pointee == UInt8(ascii: ",") { p = JSONScanner.skipSpace(p + 1) }
    }
  }

  /// The next element of a list that is known to be whole; nil after the last.
  ///
  /// - Parameter p: after the bracket, then where the element before has left it.
  mutating func nextElement(_ p: inout Position, isPython: Bool) -> ScannedValue? {
    p = JSONScanner.skipSpace(p)
    guard p.pointee != UInt8(ascii: "]"), let element = scan(p, isPython: isPython) else {
      return nil
    }
    p = JSONScanner.skipSpace(element.next)
    if p.pointee == UInt8(ascii: ",") { p += 1 }
    return element
  }

  private mutating func scan(
    _ p: Position, isPython: Bool, isKey: Bool = false
  ) -> ScannedValue? {
    isPython ? python.item(p, depth: 1, isKey: isKey) : JSONScanner.value(p, depth: 1)
  }
}

/// The key of a member while it is looked at.
struct MemberKey {
  fileprivate let bytes: UnsafeBufferPointer<UInt8>

  static func == (key: MemberKey, name: StaticString) -> Bool {
    guard key.bytes.count == name.utf8CodeUnitCount else { return false }
    for index in 0..<key.bytes.count where key.bytes[index] != name.utf8Start[index] {
      return false
    }
    return true
  }
}
