import SpendCore
import Systemd
import Tailing

/// Reading a turn: a bounded number of chunks, applied in the order of their event times when several sources are
/// behind (SPEC 4, catch-up).
extension Pipeline {
  private static var chunksPerTurn: Int { 4 }

  /// How much of a source is read at a time: much, because each time two threads wait for each other, but 16 MiB of
  /// all sources together.
  static func window(sources: Int) -> Int {
    max(256 << 10, min(2 << 20, (16 << 20) / max(1, sources)))
  }

  /// Whether anything was read.
  func readTurn() -> Bool {
    var didRead = false
    for _ in 0..<Self.chunksPerTurn {
      for index in feeds.indices where !feeds[index].isWaiting { fill(index) }
      let behind = feeds.indices.filter { feeds[$0].isWaiting }
      guard let first = behind.first else { break }
      didRead = true
      if behind.count == 1 {
        apply(first, upTo: feeds[first].lines.count)
      } else {
        merge(behind)
      }
      parts.heartbeats.beat(.tailing)
      // The commit that is due performs them: until an alert is out there is nothing more urgent to say.
      if isCommitDue { break }
      performEffects()
    }
    noteFirstReads()
    return didRead
  }

  /// Applies until one of them has nothing left, always the earliest event first.
  private func merge(_ behind: [Int]) {
    while behind.allSatisfy({ feeds[$0].isWaiting }) {
      var first = behind[0]
      var second = Timestamp(microseconds: .max)
      var firstTime = feeds[first].headTime
      for index in behind.dropFirst() {
        let time = feeds[index].headTime
        if time < firstTime {
          (second, first, firstTime) = (firstTime, index, time)
        } else {
          second = min(second, time)
        }
      }
      apply(first, upTo: feeds[first].run(upTo: second))
    }
  }

  private func apply(_ index: Int, upTo end: Int) {
    let start = feeds[index].next
    let lines = feeds[index].lines[start..<end]
    var counts = LineCounts()
    for line in lines {
      counts.nulBytes += Int64(line.nulBytes)
      switch line.outcome {
      case .event: counts.events += 1
      case .rejected(let reason):
        counts.rejected += 1
        noteRejection(reason, line, index)
      case .blank: break
      }
    }
    let isLast = end == feeds[index].lines.count
    let later = isLast && backlogDecoder?.source == index ? lines.count / 8 : 0
    engine.step(.lines(lines.dropLast(later), source: index), at: now, into: &effects)
    if later > 0 {
      // So that what comes next is here when it is wanted.
      backlogDecoder?.expectNext()
      engine.step(.lines(lines.suffix(later), source: index), at: now, into: &effects)
    }
    let upTo = isLast ? feeds[index].byteCount : lines[end - 1].end
    consume(index, bytes: upTo - feeds[index].consumed, counts: counts)
    feeds[index].consumed = upTo
    feeds[index].next = end
    if isLast {
      feeds[index].lines.removeAll(keepingCapacity: true)
      feeds[index].next = 0
    }
  }

  private func consume(_ index: Int, bytes: Int, counts: LineCounts) {
    bytesSinceTrim += bytes
    if let tail = feeds[index].tail {
      tailer.consume(source: tail, bytes: bytes, counts: counts)
    } else {
      journals.first { $0.index == index }?.consume(bytes: bytes, counts: counts)
    }
  }

  private func noteRejection(_ reason: Rejection, _ line: Line, _ index: Int) {
    rejections.note(
      reason, path: feeds[index].path,
      offset: feeds[index].fileOffset + Int64(line.end - line.length - 1), length: line.length,
      text: nil, monotonicSeconds: SystemClock.monotonicSeconds())
  }

  /// Decodes the next bytes of a source.
  private func fill(_ index: Int) {
    if let tail = feeds[index].tail {
      var decoded = takeAhead(index, tail)
      while let chunk = tailer.nextChunk(source: tail) {
        if take(chunk, &decoded, index, tail) { return }
        decoded = nil
      }
      // Nothing goes on there now: another source may be read ahead, and no descriptor is kept.
      if decoded != nil { backlogDecoder?.drop(catalog: &engine.catalog) }
    } else if let journal = journals.first(where: { $0.index == index }) {
      journal.fill(&feeds[index], now: now, catalog: &engine.catalog)
    }
  }

  /// Whether there are lines now.
  private func take(
    _ chunk: Chunk, _ decoded: inout BacklogDecoder.Decoded?, _ index: Int, _ tail: Int
  ) -> Bool {
    switch chunk.content {
    case .progress:
      tailer.consume(source: tail, bytes: chunk.byteCount)
      return false
    case .oversize(let offset, let length):
      engine.countOversize(source: index)
      rejections.note(
        .oversize, path: chunk.path, offset: offset, length: Int(clamping: length), text: nil,
        monotonicSeconds: SystemClock.monotonicSeconds())
      tailer.consume(source: tail, bytes: chunk.byteCount, counts: LineCounts(rejected: 1))
      return false
    case .lines, .lastLine:
      feeds[index].path = chunk.path
      feeds[index].fileOffset = chunk.fileOffset
      feeds[index].consumed = 0
      let count = decode(chunk, &decoded, index)
      feeds[index].byteCount = count < chunk.bytes.count ? count : chunk.byteCount
      if feeds[index].isWaiting {
        if count == chunk.bytes.count { readAhead(index, tail) }
        if parts.logRejected { logRejectedTexts(chunk, index) }
        return true
      }
      tailer.consume(source: tail, bytes: chunk.byteCount)
      return false
    }
  }

  /// How many of the bytes were decoded: all, unless the lines are very short.
  private func decode(
    _ chunk: Chunk, _ decoded: inout BacklogDecoder.Decoded?, _ index: Int
  ) -> Int {
    var start = 0
    if decoded?.ahead.isSource(of: chunk) == true {
      start = decoded?.byteCount ?? 0
      backlogDecoder?.reuse(&feeds[index].lines)
      decoded?.moveLines(to: &feeds[index].lines)
    } else if decoded != nil {
      // What is ahead goes on behind something else.
      backlogDecoder?.drop(catalog: &engine.catalog)
    }
    if start == chunk.bytes.count { return start }
    return feeds[index].decoder.decode(
      chunk.bytes, from: start, now: now, catalog: &engine.catalog, into: &feeds[index].lines,
      isSealed: chunk.content == .lastLine,
      limit: BacklogDecoder.mostLines - feeds[index].lines.count)
  }

  /// Lets another thread read and decode what follows a chunk while it is applied.
  private func readAhead(_ index: Int, _ tail: Int) {
    guard let helper = backlogDecoder else { return }
    if helper.source == nil, let ahead = tailer.readAhead(source: tail) {
      helper.begin(ahead, source: index, feeds[index].settings, now: now)
    }
    while helper.source == index, helper.wantsMore {
      helper.goOn(into: tailer.takeSpareBuffer(source: tail), now: now)
    }
  }

  /// Gives the tailer what another thread has read of a source.
  private func takeAhead(_ index: Int, _ tail: Int) -> BacklogDecoder.Decoded? {
    guard let helper = backlogDecoder, helper.source == index,
      let decoded = helper.next(catalog: &engine.catalog)
    else { return nil }
    tailer.take(decoded.ahead, source: tail)
    if decoded.isFull { backlogDecoder = nil }
    return decoded
  }

  /// `--log-rejected`: the text itself, for whoever asked for it.
  private func logRejectedTexts(_ chunk: Chunk, _ index: Int) {
    for line in feeds[index].lines {
      guard case .rejected(let reason) = line.outcome else { continue }
      let end = min(line.end, chunk.bytes.count)
      let start = max(0, end - line.length - 1)
      let text = String(decoding: chunk.bytes[start..<end].prefix(4096), as: UTF8.self)
      log.rejectedText(
        reason, path: chunk.path, offset: chunk.fileOffset + Int64(start), text: text)
    }
  }

  private func noteFirstReads() {
    for index in feeds.indices where !feeds[index].isWaiting {
      let hasReachedEnd: Bool
      if let tail = feeds[index].tail {
        hasReachedEnd = tailer.hasReachedEnd(source: tail)
      } else {
        hasReachedEnd = journals.first { $0.index == index }?.hasReachedEnd ?? true
      }
      if hasReachedEnd, engine.sources[index].isNew { step(.reachedEnd(source: index)) }
    }
  }

  /// Whether everything that is there was read once.
  var hasReadAll: Bool {
    feeds.indices.allSatisfy { index in
      guard !feeds[index].isWaiting else { return false }
      if let tail = feeds[index].tail {
        // One that cannot be read now must not keep the alerts of all others back.
        return tailer.hasReachedEnd(source: tail) || tailer.problem(source: tail) != nil
      }
      return journals.first { $0.index == index }?.hasReachedEnd ?? true
    }
  }
}
