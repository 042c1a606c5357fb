import CVectorLoads

/// Lines with objects and arrays in them, as formats have: along what lines before them were
/// (``LineStencil``), and learning that.
extension LineDecoder {
  /// Decodes lines from `start` on, until one comes that has nothing but plain values in it, and
  /// returns the start of the next.
  @inline(never)
  mutating func decodeNested(
    _ start: Position, _ end: Position, base: Position, now: Timestamp, catalog: inout Catalog,
    into lines: inout LineBatch, upTo last: Int
  ) -> Position {
    findWaiting(&catalog, &lines)
    var p = start
    while p < end {
      starts[0] = p
      let rows = Int(cvl_next_lines(p, end, starts + 1))
      let ahead = rows == KeyTemplate.rows ? stencils.walk(rows: starts) : 0
      let age = stencils.age
      for row in 0..<rows {
        guard lines.count < last, stencils.areInUse else { return p }
        let known = stencils.age == age ? ahead : 0
        if let next = decodeAlong(
          p, row: row, ahead: known, base: base, now: now, catalog: &catalog, into: &lines)
        {
          p = next
        } else {
          stencils.areInUse = false
          p = decodeLine(p, base: base, now: now, catalog: &catalog, into: &lines)
        }
      }
    }
    return p
  }

  /// Decodes a line that one of the stencils fits; nil: none does.
  @inline(__always)
  private mutating func decodeAlong(
    _ start: Position, row: Int, ahead: Int, base: Position, now: Timestamp, catalog: inout Catalog,
    into lines: inout LineBatch
  ) -> Position? {
    guard let next = stencils.walk(start, row: row, ahead: ahead),
      next - 1 - start <= maxLineBytes
    else { return nil }
    let end = next - 1
    lineNumber &+= 1
    isPython = false
    takeSteps(stencils.values(row: row))
    let index = lines.count
    lines.append(Line(end: next - base, length: 0, outcome: .event))
    lines[index].length = end - start - (end[-1] == 0x0D ? 1 : 0)
    expected = stencils.current.pointee.kind
    forgetExtras()
    resolve(&lines[index], now: now, catalog: &catalog)
    if expected.shape < 0, stencils.current.pointee.isFixed { noteKind() }
    expected = LineStencil.Kind()
    if lines[index].outcome == .rejected(.notEvent), framing != .none {
      unwrapWhole(start, end, base: base, now: now, catalog: &catalog, into: &lines)
    } else {
      putExtras(at: index, &lines)
    }
    return next
  }

  /// Reads what is in the holes of the stencil that fits.
  @inline(__always)
  private mutating func takeSteps(_ values: UnsafeMutablePointer<cvl_value>) {
    let stencil = stencils.current
    for step in stencil.pointee.steps {
      switch step.action {
      case .value:
        let value = values[Int(step.place)]
        if value.start != value.end {
          takePlain(value.start, value.end, step.key)
        } else {
          _ = takeAny(value.start, step.key)
        }
      case .container: takeContainer(stencil.pointee.container(step.place, values), step.key)
      }
    }
  }

  /// A value that was an object or array, when the stencil was learned.
  @inline(never)
  private mutating func takeContainer(_ value: ScannedValue, _ key: FieldKey) {
    let isStill =
      value.start.pointee == UInt8(ascii: "{") || value.start.pointee == UInt8(ascii: "[")
    guard isStill, key.action != .branch else {
      _ = takeAny(value.start, key)
      return
    }
    store(value, key.action, key.slot)
  }

  /// What was found of the line at hand is true of all that have its stencil.
  @inline(never)
  private mutating func noteKind() {
    // Not where its own cost was enough.
    guard let shape, signatures.line == lineNumber else { return }
    let stencil = stencils.current
    var present: Set<UInt16> = []
    for step in stencil.pointee.steps {
      if step.key.action != .branch {
        present.insert(step.key.slot)
      } else {
        present.formUnion(table.branches[Int(step.key.slot)].slots.map(\.slot))
      }
    }
    stencil.pointee.kind = LineStencil.Kind(
      present: signatures.present, shape: shape,
      table: table.shapes.narrow(shape, to: present, in: stencils.currentNumber))
  }

  // MARK: Learning

  /// Learns the line at `start`, which has objects or arrays in it, ends in a line feed at `end`,
  /// and is one object of JSON.
  @inline(never)
  mutating func noteNested(_ start: Position, _ end: Position) {
    stencils.areInUse = true
    guard stencils.wantsMore() else { return }
    var draft = StencilDraft(start)
    guard learn(start, level: 0, depth: 1, &draft) != nil, let stencil = draft.finish(end + 1)
    else { return }
    stencils.learn(stencil)
  }

  /// Learns an object whose members somebody asks for, and returns the position after it; nil: it
  /// cannot be read without a look at its keys.
  private mutating func learn(
    _ object: Position, level: Int32, depth: Int, _ draft: inout StencilDraft
  ) -> Position? {
    var p = object
    while true {
      guard let (value, key) = nextKey(p, isFirst: p == object, level: level) else { return nil }
      guard let key else { return value }
      guard let next = learn(value, key, depth: depth, &draft) else { return nil }
      p = next
    }
  }

  private mutating func learn(
    _ value: Position, _ key: FieldKey, depth: Int, _ draft: inout StencilDraft
  ) -> Position? {
    guard key.action == .branch else {
      return key.action == .batch ? nil : draft.add(value, key, depth: depth)
    }
    let branch = table.branches[Int(key.slot)]
    guard draft.add(branch: key.slot), !branch.slots.contains(where: { $0.action == .batch })
    else { return nil }
    guard branch.level != 0 else { return draft.add(value, key, depth: depth) }
    guard value.pointee == UInt8(ascii: "{") else {
      draft.setLoose()
      return draft.add(value, key, depth: depth)
    }
    guard depth < LineStencil.deepest, !branch.slots.contains(where: { $0.action == .time }) else {
      return nil
    }
    // An object in a slot for anything but a time is as if it were not there.
    return learn(value, level: branch.level, depth: depth + 1, &draft)
  }
}
