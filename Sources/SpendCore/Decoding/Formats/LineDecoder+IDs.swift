/// What tells a call apart from others (Semantics, Duplicates).
extension LineDecoder {
  /// The id that the application made, where that counts; nil: it made none.
  @inline(__always)
  mutating func ownID() -> EventID? {
    guard let field = table.idField else { return nil }
    return ownID(field)
  }

  @inline(never)
  private mutating func ownID(_ field: Int) -> EventID? {
    let info = table.fields[field]
    for slot in info.firstSlot..<(info.firstSlot + info.slotCount) {
      var digest = EventID.Digest()
      digest.add("event_id")
      if add(slot, to: &digest) { return digest.id(grows: false) }
    }
    return nil
  }

  /// The id of an object of a format.
  mutating func id(of table: ShapeTable.Place) -> EventID {
    if let own = ownID() { return own }
    for place in table.pointee.ids.range {
      let id = self.table.shapes.ids[place]
      guard areMet(id.conditions) else { continue }
      var digest = table.pointee.digest
      var isWhole = true
      for slot in self.table.shapes.list(id.parts) where isWhole {
        isWhole = add(Int(slot), to: &digest)
      }
      guard isWhole else { continue }
      for slot in self.table.shapes.list(id.more) where add(Int(slot), to: &digest) { break }
      return digest.id(grows: table.pointee.grows)
    }
    return .none
  }

  /// False: there is no text in the slot.
  private mutating func add(_ slot: Int, to digest: inout EventID.Digest) -> Bool {
    let value = slots[slot]
    guard value.line == lineNumber, let text = value.text, value.number > 0 else { return false }
    switch value.state {
    case .text: digest.add(UnsafeBufferPointer(start: text, count: Int(value.number)))
    case .escapedJSON, .escapedPython:
      guard let text = string(value) else { return false }
      digest.add(text)
    default: return false
    }
    return true
  }
}
