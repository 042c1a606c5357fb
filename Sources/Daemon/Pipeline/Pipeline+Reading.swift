import CLinux
import Reading
import SpendCore
import Systemd
import Tailing

/// Reading a turn: a bounded number of windows, applied in the order in which the reader hands them
/// out.
extension Pipeline {
  private static var windowsPerTurn: Int { 4 }

  /// Whether anything was read.
  func readTurn() -> Bool {
    var windows = 0
    var moment = self.moment
    while windows < Self.windowsPerTurn,
      let batch = reader.nextBatch(at: moment, catalog: &engine.catalog)
    {
      let endsWindow = batch.endsWindow
      apply(batch, at: moment)
      guard endsWindow else { continue }
      windows += 1
      parts.heartbeats.beat(.tailing)
      moment = self.moment
      // The commit that is due performs them: until an alert is out there is
      // nothing more urgent to say.
      if schedule.next(demand(), at: moment.monotonicSeconds).isCommit { break }
      performEffects()
      // Each more window may make its tables twice as large.
      if engine.shouldRenew { break }
    }
    endFirstReads()
    if engine.shouldRenew, reader.canRenew { renew() }
    return windows > 0
  }

  /// Values that nothing is left of are let go.
  private func renew() {
    // First what only the reader has, so that not all of the old is there beside the new.
    reader.renew()
    enter(.renew)
    clinux_trim_memory()
  }

  private func apply(_ batch: consuming SourceBatch, at moment: Moment) {
    bytesSinceTrim += batch.byteCount
    switch batch.content {
    case .progress: break
    case .oversize(let offset, let length):
      enter(.unread(.oversize, source: batch.source))
      rejections.write(
        .oversize, path: batch.path, offset: offset, length: Int(clamping: length),
        monotonicSeconds: moment.monotonicSeconds)
    case .lines:
      let unreadable = engine.unreadableTimes
      if batch.counts.rejected > 0 { reportRejections(batch, moment) }
      engine.step(
        .lines(batch.lines, source: batch.source, lastWrite: batch.lastWrite), at: moment.now,
        into: &effects)
      if engine.unreadableTimes != unreadable { reportTimes(batch, moment) }
      if engine.sources[batch.source].text > 0, engine.sources[batch.source].looksLike == nil {
        lookAtText(batch)
      }
    }
    reader.applied(batch)
  }

  private func reportRejections(_ batch: borrowing SourceBatch, _ moment: Moment) {
    for line in batch.lines {
      guard case .rejected(let reason) = line.outcome else { continue }
      let look = look(at: line, reason, batch, moment)
      rejections.write(
        reason, path: batch.path,
        offset: batch.fileOffset + Int64(line.end - line.length - 1), length: line.length,
        look: look, monotonicSeconds: moment.monotonicSeconds)
      // Entries of a journal are there to be looked up.
      if parts.logRejected, unsafe !batch.bytes.isEmpty { logText(of: line, reason, batch) }
    }
  }

  /// Times that cannot be read, once an hour and source, with what to write instead.
  private func reportTimes(_ batch: borrowing SourceBatch, _ moment: Moment) {
    let source = batch.source
    guard unsafe !batch.bytes.isEmpty, moment.now.minute / 60 != timesSaid[source] else { return }
    for line in batch.lines where line.flags.contains(.badTime) {
      let end = unsafe min(line.end, batch.bytes.count)
      let text = unsafe [UInt8](batch.bytes[max(0, end - line.length - 1)..<end])
      guard text.count <= 1 << 16 else { continue }
      var decoder = LineDecoder(
        settings: configuration.sources[source], dimensions: engine.catalog.dimensions)
      var catalog = Catalog(dimensions: engine.catalog.dimensions)
      let explained = decoder.explain(
        text.filter { $0 != UInt8(ascii: "\n") }, now: moment.now, catalog: &catalog)
      guard let written = explained?.unreadableTime else { continue }
      timesSaid[source] = moment.now.minute / 60
      log.unreadableTime(
        path: batch.path, offset: batch.fileOffset + Int64(line.end - line.length - 1),
        advice: TimeForm.advice(written))
      return
    }
  }

  /// What an object looks like that is no event, once a minute and source: reading goes on
  /// meanwhile.
  private func look(
    at line: Line, _ reason: Rejection, _ batch: borrowing SourceBatch, _ moment: Moment
  ) -> String? {
    guard reason == .notEvent, unsafe !batch.bytes.isEmpty else { return nil }
    let key = ExactText(engine.sources[batch.source].key)
    let minute = moment.now.minute
    guard lookedAt[key] != minute else { return engine.sources[batch.source].looksLike }
    lookedAt[key] = minute
    let end = unsafe min(line.end, batch.bytes.count)
    let start = max(0, end - line.length - 1)
    if let look = unsafe UnknownObject.describe(batch.bytes[start..<end].prefix(65_536)) {
      enter(.looksLike(look, source: batch.source))
    }
    return engine.sources[batch.source].looksLike
  }

  /// What text looks like where nothing else is known of lines that are no events.
  private func lookAtText(_ batch: borrowing SourceBatch) {
    guard unsafe !batch.bytes.isEmpty else { return }
    for line in batch.lines {
      guard case .text = line.outcome else { continue }
      let end = unsafe min(line.end, batch.bytes.count)
      let start = max(0, end - line.length - 1)
      let look = unsafe UnknownObject.describe(text: batch.bytes[start..<end].prefix(65_536))
      return enter(.looksLike(look, source: batch.source))
    }
  }

  /// `--log-rejected`: the text itself, for whoever asked for it.
  private func logText(of line: Line, _ reason: Rejection, _ batch: borrowing SourceBatch) {
    let end = unsafe min(line.end, batch.bytes.count)
    let start = max(0, end - line.length - 1)
    let text = unsafe String(decoding: batch.bytes[start..<end].prefix(4096), as: UTF8.self)
    log.rejectedText(
      reason, path: batch.path, offset: batch.fileOffset + Int64(start), text: text)
  }

  private func endFirstReads() {
    for source in reader.sources
    where engine.sources[source].isNew && reader.hasReachedEnd(source: source) {
      step(.reachedEnd(source: source))
    }
  }

  /// Logged every turn, because a file that cannot be read changes nothing that would be committed;
  /// and again before every commit, so that a gap is counted with the bytes after it.
  func drainReader() {
    for happening in reader.drainHappenings() {
      log.write(happening)
      switch happening {
      case .file(.gap(_, _, _, _, _)), .journalGap: enter(.gap)
      case .file(.unverifiedEnd(_, _, _, _)): enter(.unverifiedEnd)
      case .file(.rewritten(_, _, _, _)): enter(.rewritten)
      case .linesCutOff(let source, let count):
        enter(.unread(lines: count, .cutOff, source: source))
      default: break
      }
    }
  }
}
