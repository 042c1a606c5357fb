/// What objects of formats have to have, or to lack (``FormatShape/Condition``).
extension LineDecoder {
  /// Whether all conditions of one of some alternatives are met.
  mutating func isAny(_ alternatives: ShapeTable.Run) -> Bool {
    for alternative in alternatives.range {
      if areMet(table.shapes.runs[alternative]) { return true }
    }
    return false
  }

  mutating func areMet(_ conditions: ShapeTable.Run) -> Bool {
    for condition in conditions.range where !isMet(table.shapes.conditions[condition]) {
      return false
    }
    return true
  }

  @inline(__always)
  mutating func isMet(_ condition: ShapeTable.Condition) -> Bool {
    let value = slots + Int(condition.slot)
    guard value.pointee.line == lineNumber else { return condition.isNegated }
    let isMet =
      switch condition.kind {
      case .number: value.pointee.state == .number || value.pointee.state == .naive
      case .isTrue: value.pointee.state == .isTrue
      case .text: isText(value.pointee, condition.texts)
      case .prefix: hasPrefix(value.pointee, condition.texts)
      }
    return isMet != condition.isNegated
  }

  private mutating func isText(_ value: SlotValue, _ wanted: ShapeTable.Run) -> Bool {
    guard let text = value.text, value.number > 0 else { return false }
    guard !wanted.isEmpty else { return true }
    guard value.state == .text else { return isEscapedText(value, wanted) }
    for number in wanted.range {
      let wanted = table.shapes.text(number)
      guard wanted.count == Int(value.number), let start = wanted.baseAddress else { continue }
      if SWAR.equalWithin(start, text, count: wanted.count) { return true }
    }
    return false
  }

  private mutating func hasPrefix(_ value: SlotValue, _ wanted: ShapeTable.Run) -> Bool {
    guard let text = value.text else { return false }
    guard value.state == .text else {
      let text = string(value) ?? ""
      return wanted.range.contains { text.utf8.starts(with: table.shapes.text($0)) }
    }
    let found = UnsafeBufferPointer(start: text, count: Int(value.number))
    return wanted.range.contains { found.starts(with: table.shapes.text($0)) }
  }

  /// Whether a text with escapes is one of some others.
  @inline(never)
  private mutating func isEscapedText(_ value: SlotValue, _ wanted: ShapeTable.Run) -> Bool {
    guard value.state == .escapedJSON || value.state == .escapedPython, value.number < 256,
      let text = string(value)
    else { return false }
    return wanted.range.contains { text.utf8.elementsEqual(table.shapes.text($0)) }
  }
}
