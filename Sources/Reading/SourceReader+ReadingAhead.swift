import SpendCore
import Tailing

/// Reading ahead: while the owner applies one window of a source, a second thread reads and decodes
/// the next ones. Everything that the ``Tailer``, the ``BacklogDecoder`` and its ``DecoderThread``
/// have to agree on is in this file.
///
///     owner                                  thread
///     nextChunk → window 1, decode
///     requestAhead: windows 2, 3 ───────────▶ read 2, decode 2, read 3, …   (DecoderThread.decode)
///     apply 1
///       (7/8 applied) expectNext ──────────▶ of 2: only reads the rest
///     claimAhead: waits for 2 ◀──────────── 2: bytes, and lines of its beginning
///     tailer.adopt(2), nextChunk → 2
///     decode: the lines of the thread,
///       then the rest of the bytes
///     requestAhead: window 4 ──────────────▶ …
///     apply 2
///
/// What holds it together:
/// 1. One source is read ahead at a time: the first one whose chunk is full (`tailer.readAhead` is
///    nil for others: at the end of a file, archives, last lines).
/// 2. The thread reads through a descriptor of its own, so the tailer may close its file meanwhile.
/// 3. Windows follow each other without a gap: each begins after the last whole line of the one
///    before. Where that is not known, as a window was not decoded to its end, nothing follows.
/// 4. Bytes are believed when they are handed back: `tailer.adopt` checks that the generation is
///    still at the window's position and that nobody looked at the files since. If not, the tailer
///    reads there itself, `ahead.isSource(of: chunk)` is false, and everything ahead is dropped.
/// 5. A window's lines are the lines of its first `byteCount` bytes, in the settings of the source
///    and with the clock of the request. The owner decodes the rest: the two decoders need not know
///    each other, because a line depends on its own bytes and on rule 10 alone.
/// 6. Numbers of series are those of the thread's catalog until ``BacklogDecoder/next(catalog:)``
///    has translated them. New texts and series come with each outcome, also with those that are
///    dropped: skipping one would shift all later numbers.
/// 7. When the thread's catalog is full its lines are not used, its bytes still are, and the thread
///    is given up.
/// 8. Whoever changes the catalog, or looks at the files while lines are decoded, first calls
///    ``invalidate(catalog:)``, which waits for the thread and takes its file away, or ``renew()``,
///    which ends it.
/// 9. Lists of lines have one owner at a time and travel with the jobs, so their memory is used
///    again (``BacklogDecoder/reuse(_:)``). The same holds for the buffers
///    (`tailer.takeSpareBuffer`).
/// 10. What a container runtime has cut (``OpenParts``) is for the owner, who knows the parts of
///     the windows before: the lines of the thread end before the first part, and are not used
///     where something is open at the beginning of the window.
/// 11. The owner says that it is about to wait (``BacklogDecoder/expectNext()``) an eighth of a
///    window early. The thread then stops decoding that window and only reads it to its end: so
///    whichever side has less to do takes work from the other.
extension SourceReader {
  /// Waits for the window that follows in a source, if it is read ahead, and hands its bytes to the
  /// tailer.
  mutating func claimAhead(
    _ index: Int, _ tail: Int, _ catalog: inout Catalog
  ) -> BacklogDecoder.Decoded? {
    guard let helper = backlogDecoder, helper.source == index,
      let decoded = helper.next(catalog: &catalog)
    else { return nil }
    tailer.adopt(decoded.ahead, source: tail)
    if decoded.isFull { backlogDecoder = nil }
    return decoded
  }

  /// Decodes a chunk, beginning with what was decoded ahead. Returns how many of its bytes are
  /// decoded: all, unless the lines are very short.
  mutating func decode(
    _ chunk: Chunk, _ decoded: inout BacklogDecoder.Decoded?, _ index: Int, _ moment: Moment,
    _ catalog: inout Catalog
  ) -> Int {
    var start = 0
    // The thread knows nothing of parts that came before.
    let isOpen = !queues[index].decoder.parts.isEmpty
    if decoded?.ahead.isSource(of: chunk) == true, !isOpen {
      start = decoded?.byteCount ?? 0
      backlogDecoder?.reuse(&queues[index].lines)
      decoded?.moveLines(to: &queues[index].lines)
    } else if decoded?.ahead.isSource(of: chunk) == false {
      // What is ahead continues something else.
      backlogDecoder?.drop(catalog: &catalog)
    }
    if unsafe start == chunk.bytes.count { return start }
    return unsafe queues[index].decoder.decode(
      chunk.bytes, from: start, now: moment.now, catalog: &catalog, into: &queues[index].lines,
      isSealed: chunk.content == .lastLine,
      limit: BacklogDecoder.mostLines - queues[index].lines.count)
  }

  /// Lets the thread read and decode what follows the chunk that was handed out last.
  mutating func requestAhead(_ index: Int, _ tail: Int, _ moment: Moment) {
    guard let helper = backlogDecoder else { return }
    if helper.source == nil, let ahead = tailer.readAhead(source: tail) {
      helper.begin(ahead, source: index, queues[index].settings, now: moment.now)
    }
    while helper.source == index, helper.wantsMore {
      helper.proceed(into: tailer.takeSpareBuffer(source: tail), now: moment.now)
    }
  }

  /// Cuts the last eighth off a window of the source that is read ahead, and announces before that
  /// eighth is handed out that the next window is about to be wanted.
  func windowEnd(_ index: Int, upTo end: Int) -> Int {
    let count = queues[index].lines.count
    guard end == count, let helper = backlogDecoder, helper.source == index else { return end }
    let cut = count > 0 ? queues[index].wholeLines(upTo: max(1, count - count / 8)) : 0
    if queues[index].next < cut, cut < count { return cut }
    helper.expectNext()
    return end
  }
}
