package import SpendCore
import Tailing

/// Handing out lines: a window of each source is decoded, then always the earliest event of those
/// that have one is next, so that a catch-up over several sources gives the alerts that reading
/// them live would have given.
extension SourceReader {
  /// The lines to apply next; nil when there is nothing to read now.
  ///
  /// - Parameter catalog: always the same one; see ``invalidate(catalog:)``.
  /// - Precondition: the batch before was given back.
  package mutating func nextBatch(at moment: Moment, catalog: inout Catalog) -> SourceBatch? {
    precondition(!isHandedOut, "the batch before was not given back")
    if !isFilled {
      for index in queues.indices where !queues[index].isWaiting && !queues[index].isPassing {
        if let batch = fill(index, moment, &catalog) {
          isHandedOut = true
          return batch
        }
        if !options.mergesByTime, queues[index].isWaiting { break }
      }
      if let batch = pass(moment, &catalog) {
        isHandedOut = true
        return batch
      }
    }
    guard let (index, end) = earliest() else { return nil }
    isFilled = true
    isHandedOut = true
    return lines(of: index, upTo: end)
  }

  /// Goes on where there was no line. Lines of others do not wait for one, as long as that may be;
  /// each has its turn.
  private mutating func pass(_ moment: Moment, _ catalog: inout Catalog) -> SourceBatch? {
    for index in queues.indices where queues[index].isPassing {
      queues[index].isPassing = false
      if queues.indices.contains(where: { queues[$0].isWaiting }) { continue }
      if let batch = fill(index, moment, &catalog) { return batch }
    }
    return nil
  }

  /// All lines of the batch are applied.
  package mutating func applied(_ batch: consuming SourceBatch) {
    isHandedOut = false
    let index = batch.source
    guard batch.content == .lines else {
      // Also of no bytes: until it is given back, the tailer hands it out again.
      return consume(index)
    }
    let end = batch.lines.endIndex
    // Its list must have one owner again before anything is decoded into it.
    batch.lines = LineSlice()
    queues[index].counts += batch.counts
    queues[index].next = end
    queues[index].applied += batch.byteCount
    guard batch.endsWindow else { return }
    consumeApplied()
    queues[index].removeLines()
    isFilled = false
  }

  /// Drops lines that are decoded and not applied. They are read and decoded again: with another
  /// catalog if there is one, and from where their file then is.
  ///
  /// - Precondition: no batch is handed out.
  package mutating func invalidate(catalog: inout Catalog) {
    precondition(!isHandedOut, "a batch is still being applied")
    backlogDecoder?.drop(catalog: &catalog)
    dropLines()
  }

  mutating func dropLines() {
    consumeApplied()
    for index in queues.indices where queues[index].tail != nil { queues[index].removeLines() }
    isFilled = false
  }

  /// Tells the tailer and the journals what was applied. Not after each batch: a merge applies
  /// single lines.
  mutating func consumeApplied() {
    for index in queues.indices {
      let hasBytes = queues[index].applied > queues[index].consumed
      if hasBytes || queues[index].counts != LineCounts() { consume(index) }
    }
  }

  private mutating func consume(_ index: Int) {
    let bytes = queues[index].applied - queues[index].consumed
    let counts = queues[index].counts
    queues[index].consumed = queues[index].applied
    if bytes > 0 { consumeOpenLines(index) }
    queues[index].counts = LineCounts()
    if let tail = queues[index].tail {
      tailer.consume(source: tail, bytes: bytes, counts: counts)
    } else {
      journal(index)?.consume(bytes: bytes, counts: counts)
    }
  }

  func journal(_ index: Int) -> JournalSource? { journals.first { $0.index == index } }

  /// The source whose turn it is, and up to which of its lines.
  private func earliest() -> (index: Int, end: Int)? {
    var first: Int?
    var firstTime = Timestamp(microseconds: .max)
    var second = Timestamp(microseconds: .max)
    var waiting = 0
    for index in queues.indices where queues[index].isWaiting {
      waiting += 1
      guard options.mergesByTime else { return (index, queues[index].lines.count) }
      let time = queues[index].headTime
      if first == nil || time < firstTime {
        if first != nil { second = firstTime }
        (first, firstTime) = (index, time)
      } else {
        second = min(second, time)
      }
    }
    guard let first else { return nil }
    return (first, waiting == 1 ? queues[first].lines.count : queues[first].run(upTo: second))
  }

  private mutating func lines(of index: Int, upTo end: Int) -> SourceBatch {
    let start = queues[index].next
    let end = windowEnd(index, upTo: end)
    let endsWindow = end == queues[index].lines.count
    var batch = SourceBatch(
      source: index, content: .lines, path: queues[index].path,
      fileOffset: queues[index].fileOffset)
    batch.lines = queues[index].lines[start..<end]
    unsafe batch.bytes = unsafe queues[index].bytes
    batch.lastWrite = queues[index].lastWrite
    batch.endsWindow = endsWindow
    batch.byteCount =
      (endsWindow ? queues[index].byteCount : queues[index].lines.elements[end - 1].end)
      - queues[index].applied
    batch.counts.nulBytes = batch.lines.nulBytes
    for line in queues[index].lines.elements[start..<end] {
      switch line.outcome {
      case .event: batch.counts.events += 1
      case .rejected: batch.counts.rejected += 1
      case .blank, .text: break
      }
    }
    return batch
  }

  /// Decodes the next window of a source. A batch: what comes first is no line.
  private mutating func fill(
    _ index: Int, _ moment: Moment, _ catalog: inout Catalog
  ) -> SourceBatch? {
    guard let tail = queues[index].tail else {
      journal(index)?.fill(&queues[index], at: moment, catalog: &catalog)
      return nil
    }
    var decoded = claimAhead(index, tail, &catalog)
    guard let chunk = tailer.nextChunk(source: tail) else {
      // Nothing goes on there now: another source may be read ahead, and no descriptor is kept.
      if decoded != nil { backlogDecoder?.drop(catalog: &catalog) }
      return nil
    }
    (queues[index].applied, queues[index].consumed) = (0, 0)
    queues[index].byteCount = chunk.byteCount
    queues[index].path = chunk.path.text
    queues[index].fileOffset = chunk.fileOffset
    queues[index].lastWrite = chunk.lastWrite
    openLines(index, tail, for: chunk)
    switch chunk.content {
    case .progress:
      queues[index].isPassing = true
      return batch(index, .progress)
    case .oversize(let offset, let length):
      queues[index].counts.rejected = 1
      return batch(index, .oversize(offset: offset, length: length))
    case .lines, .lastLine:
      let count = decode(chunk, &decoded, index, moment, &catalog)
      unsafe queues[index].bytes = unsafe chunk.bytes
      queues[index].partChanges = queues[index].decoder.parts.drainChanges()
      if unsafe count < chunk.bytes.count { queues[index].byteCount = count }
      guard queues[index].isWaiting else {
        queues[index].byteCount = chunk.byteCount
        return batch(index, .progress)
      }
      if unsafe count == chunk.bytes.count { requestAhead(index, tail, moment) }
      return nil
    }
  }

  /// What was read is no line to be decoded, and is applied as a whole.
  private mutating func batch(_ index: Int, _ content: SourceBatch.Content) -> SourceBatch {
    queues[index].applied = queues[index].byteCount
    var batch = SourceBatch(
      source: index, content: content, path: queues[index].path,
      fileOffset: queues[index].fileOffset)
    batch.byteCount = queues[index].byteCount
    return batch
  }
}
