/// The path of every event. No allocation, no text and no hashing here once a series is known.
extension Engine {
  mutating func apply(
    _ slice: LineSlice, source: Int, lastWrite: Timestamp?, into effects: inout [Effect]
  ) {
    guard !slice.isEmpty else { return }
    log.markChanged()
    ledger.markBeginning(of: slice, &log)
    sources[source].isDirty = true
    // Nothing fires before the first evaluation of all groups, whichever source has been read to
    // its end by then.
    let isPending = sources[source].isNew || sources.allSatisfy { $0.firstRead != nil }
    let (eventsBefore, spendBefore) = (ledger.totals.events, ledger.totals.spend)
    let textBefore = ledger.totals.text
    ledger.batch = SourceSpend()
    var firstEvent = Int64.max
    var lastEvent = sources[source].lastEvent?.microseconds ?? .min
    let start = slice.startIndex
    let (hasIDs, hasFormats) = (slice.batch.hasIDs, slice.batch.hasFormats)
    slice.elements.withUnsafeBufferPointer { lines in
      guard let first = lines.baseAddress else { return }
      for index in lines.indices {
        if index % Ledger.fetchLength == 0 { ledger.fetch(lines, of: slice, from: index) }
        let line = first + index
        switch line.pointee.outcome {
        case .event
        where line.pointee.flags.contains(.included)
          || hasIDs && !slice.batch.id(at: start + index).isNone:
          applyOther(
            slice.batch, start + index, source: source, lastWrite, isPending: isPending, &effects)
          lastEvent = max(lastEvent, line.pointee.time.microseconds)
          firstEvent = min(firstEvent, line.pointee.time.microseconds)
        case .event:
          if hasFormats { countFormat(slice.batch.format(at: start + index), source) }
          if line.pointee.flags.contains(.classes) { keepClasses(slice.batch, start + index) }
          if line.pointee.traits.contains(.clockTime), sources[source].isNew {
            countUndated(line, lastWrite, source, calls: 1, into: &effects)
            continue
          }
          let time = line.pointee.time
          if !ledger.context.holds(time) { enterMinute(of: time, into: &effects) }
          apply(line, isPending: isPending, into: &effects)
          lastEvent = max(lastEvent, time.microseconds)
          firstEvent = min(firstEvent, time.microseconds)
          if line.pointee.flags.contains(.future) { ledger.warnFuture(time, source, &effects) }
        case .rejected(let reason): count(reason, source: source)
        case .text: ledger.totals.text &+= 1
        case .blank: break
        }
        if !line.pointee.traits.isEmpty { countTraits(line.pointee, source: source, &effects) }
      }
    }
    let calls = ledger.totals.events - eventsBefore
    sources[source].formats[0] += calls
    sources[source].text &+= ledger.totals.text &- textBefore
    ledger.batch.calls = calls
    ledger.batch.spend = Money(nano: ledger.totals.spend.nano - spendBefore.nano)
    sources[source].spent.add(ledger.batch)
    forgetIDs()
    if ledger.catalog.isLimited { ledger.warnLimited(into: &effects) }
    guard lastEvent != .min else { return }
    sources[source].lastEvent = Timestamp(microseconds: lastEvent)
    guard firstEvent != .max else { return }
    sources[source].firstRead?.add(
      calls: calls, since: Timestamp(microseconds: firstEvent))
  }

  /// All calls are counted as native ones at the end, so one that is none is taken off them.
  @inline(never)
  private mutating func countFormat(_ format: LineFormat, _ source: Int) {
    guard format != .native, let number = LineFormat.counted.firstIndex(of: format) else { return }
    sources[source].formats[0] -= 1
    sources[source].formats[number] += 1
  }

  @inline(never)
  private mutating func keepClasses(_ batch: LineBatch, _ index: Int) {
    ledger.classes = batch.classes(at: index)
  }

  /// A call that may have been counted before, or one under a subscription: that costs nothing, and
  /// what it would have cost is kept apart.
  @inline(never)
  private mutating func applyOther(
    _ batch: LineBatch, _ index: Int, source: Int, _ lastWrite: Timestamp?, isPending: Bool,
    _ effects: inout [Effect]
  ) {
    var line = batch[index]
    let calls: Int64
    switch ledger.meet(&line, batch.id(at: index), source: source, &effects) {
    case .call: calls = 1
    case .correction: calls = 0
    case .nothing: return
    }
    (ledger.listed, ledger.classes) = (line.cost, batch.classes(at: index))
    if line.flags.contains(.included) {
      ledger.totals.includedValue += line.cost
      line.cost = .zero
    }
    if calls > 0 { countFormat(batch.format(at: index), source) }
    withUnsafePointer(to: line) { line in
      if line.pointee.traits.contains(.clockTime), sources[source].isNew {
        return countUndated(line, lastWrite, source, calls: calls, into: &effects)
      }
      if !ledger.context.holds(line.pointee.time) {
        enterMinute(of: line.pointee.time, into: &effects)
      }
      apply(line, isPending: isPending, into: &effects)
      if calls == 0 { ledger.uncountCall(Int(line.pointee.series), &log) }
      if line.pointee.flags.contains(.future) {
        ledger.warnFuture(line.pointee.time, source, &effects)
      }
    }
  }

  /// Keeps what a line looks like that is not an event: `status` asks for it long after.
  mutating func keepLook(_ look: String, source: Int) {
    guard sources[source].looksLike != look else { return }
    sources[source].looksLike = look
    sources[source].isDirty = true
    log.markChanged()
  }

  mutating func count(_ reason: Rejection, _ lines: Int = 1, source: Int) {
    let lines = Int64(lines)
    if let number = Rejection.allCases.firstIndex(of: reason) {
      ledger.totals.rejected[number] += lines
    }
    sources[source].rejected += lines
    sources[source].isDirty = true
    log.markChanged()
  }

  /// Takes a pointer, because copying a line takes as long as reading it.
  @inline(__always)
  private mutating func apply(
    _ line: UnsafePointer<Line>, isPending: Bool, into effects: inout [Effect]
  ) {
    let number = Int(line.pointee.series)
    let flags = ledger.enter(line, number, &log, into: &effects)
    for link in ledger.links(of: number) {
      count(line, flags, link: link, isPending: isPending, into: &effects)
    }
  }

  /// An event without a time, in what was there before anybody looked.
  @inline(never)
  private mutating func countUndated(
    _ line: UnsafePointer<Line>, _ lastWrite: Timestamp?, _ source: Int, calls: Int64,
    into effects: inout [Effect]
  ) {
    ledger.enterUndated(line, writtenBy: lastWrite, calls: calls, &log, into: &effects)
    countTraits(line.pointee, source: source, &effects)
  }

  private mutating func countTraits(_ line: Line, source: Int, _ effects: inout [Effect]) {
    guard line.outcome != .blank else { return }
    if line.outcome == .event, line.traits.contains(.embedded) {
      ledger.warnCostly(line, source, &effects)
    }
    for (number, entry) in LineTraits.counted.enumerated() where line.traits.contains(entry.trait) {
      sources[source].framing[number] += 1
    }
  }

  @inline(__always)
  private mutating func count(
    _ line: UnsafePointer<Line>, _ flags: Flags, link: Int, isPending: Bool,
    into effects: inout [Effect]
  ) {
    let rest = ledger.count(line, flags, link: link)
    if !rest.isEmpty { followUp(rest, line, flags, link: link, isPending, &effects) }
  }

  @inline(never)
  private mutating func followUp(
    _ rest: SpendWindow.FollowUp, _ line: UnsafePointer<Line>, _ flags: Flags, link: Int,
    _ isPending: Bool, _ effects: inout [Effect]
  ) {
    if !rest.isDisjoint(with: [.window, .period]) {
      ledger.makeRoom(rest, line, link: link, &log, into: &effects)
      return count(line, flags, link: link, isPending: isPending, into: &effects)
    }
    let number = Int(ledger.links[link].window)
    if rest.contains(.commit) { log.queue(window: number) }
    if rest.contains(.thresholds) {
      let period = ledger.context.period(of: ledger.links[link].shape)
      cross(number, period: period, time: line.pointee.time, isPending: isPending, into: &effects)
    }
  }

  /// Enters the minute of an event. A later one than the position moves it there, after every alert
  /// that is due on the way has resolved, at its own minute.
  @inline(never)
  private mutating func enterMinute(of time: Timestamp, into effects: inout [Effect]) {
    let minute = time.minute
    guard minute > ledger.position ?? .min else { return ledger.enterMinute(of: time) }
    while let edge = thresholds.queue.first, edge.minute <= minute {
      _ = thresholds.queue.popFirst()
      // Only up to its own edge: what is due later comes up again, in the order of all windows.
      resolveDue(of: edge.window, upTo: edge.minute, into: &effects)
    }
    ledger.advance(to: minute, &log)
  }

  /// Forgets ids that no line can repeat any more: not before a source that is read for the first
  /// time has come that far.
  @inline(never)
  mutating func forgetIDs() {
    guard ledger.ids.count > 0, var minute = ledger.position else { return }
    for source in sources where source.isNew {
      guard let last = source.lastEvent else { continue }
      minute = min(minute, last.minute)
    }
    ledger.forgetIDs(at: minute)
  }
}
