import SpendCore
import Tailing

/// Lines in parts, over windows, files and restarts. A decoder holds the texts of the file that is
/// read; the ``OpenLineKeeper`` knows where they stand as of what is consumed, and so what to read
/// again when the decoder holds those of another file, or of lines that were dropped.
extension SourceReader {
  /// Makes the decoder of a source ready for a chunk.
  mutating func openLines(_ index: Int, _ tail: Int, for chunk: Chunk) {
    let generation = chunk.generation
    queues[index].decoder.parts.fileOffset = chunk.fileOffset
    queues[index].slot = chunk.slot
    queues[index].setFile(chunk.path, slot: chunk.slot)
    guard queues[index].generation != generation else { return }
    queues[index].decoder.parts.restore([])
    queues[index].decoder.parts.generation = generation
    queues[index].decoder.parts.isTracking = true
    queues[index].generation = generation
    queues[index].heirOf = nil
    var lines = openLineKeeper.lines(of: generation, at: chunk.fileOffset)
    if lines.isEmpty, chunk.fileOffset == 0,
      let old = openLineKeeper.predecessor(of: generation, source: index, slot: chunk.slot)
    {
      queues[index].heirOf = old
      lines = openLineKeeper.lines(of: old)
    }
    guard !lines.isEmpty else { return }
    readAgain(lines, index, tail, chunk)
  }

  private mutating func readAgain(
    _ lines: [OpenParts.OpenLine], _ index: Int, _ tail: Int, _ chunk: Chunk
  ) {
    var open: [(line: OpenParts.OpenLine, text: [UInt8])] = []
    for line in lines {
      if line.isCutOff {
        open.append((line, []))
      } else if let text = text(of: line, index, tail) {
        open.append((line, text))
      } else {
        open.append((OpenParts.OpenLine(stream: line.stream, isCutOff: true), []))
        openLineKeeper.lose(line.stream, of: queues[index].heirOf ?? chunk.generation)
        happenings.append(.linesCutOff(source: index, count: 1))
      }
    }
    let parts = (chunk.fileOffset, chunk.generation)
    (queues[index].decoder.parts.fileOffset, queues[index].decoder.parts.generation) = parts
    queues[index].decoder.parts.restore(open)
    queues[index].decoder.parts.isTracking = true
  }

  /// What the parts of a line say, from the files again; nil when they cannot be read, or are
  /// others now.
  private mutating func text(of line: OpenParts.OpenLine, _ index: Int, _ tail: Int) -> [UInt8]? {
    queues[index].decoder.parts.restore([])
    queues[index].decoder.parts.isTracking = false
    var catalog = Catalog(dimensions: dimensions)
    var dropped = LineBatch()
    for stretch in line.stretches {
      guard
        let bytes = tailer.bytes(
          of: stretch.range, generation: stretch.generation, source: tail)
      else { return nil }
      let padded = bytes + [UInt8](repeating: 0, count: Chunk.padding)
      unsafe padded.withUnsafeBytes {
        _ = unsafe queues[index].decoder.decode(
          UnsafeRawBufferPointer(rebasing: $0[..<bytes.count]),
          now: Timestamp(microseconds: 0), catalog: &catalog, into: &dropped)
      }
    }
    let open = queues[index].decoder.parts.drain()
    guard open.count == 1, open[0].line.stream == line.stream, !open[0].line.isCutOff,
      dropped.allSatisfy({ $0.outcome == .blank })
    else { return nil }
    return open[0].text
  }

  /// What the applied lines of a source did to parts is consumed with them.
  mutating func consumeOpenLines(_ index: Int) {
    guard let generation = queues[index].generation, queues[index].tail != nil else { return }
    let slot = queues[index].slot
    if let old = queues[index].heirOf {
      openLineKeeper.move(from: old, to: generation, source: index, slot: slot)
      queues[index].heirOf = nil
    }
    let applied = queues[index].applied
    let changes = queues[index].partChanges.prefix { $0.lineEnd <= applied }
    openLineKeeper.consume(
      changes, of: generation, source: index, slot: slot,
      upTo: queues[index].fileOffset + Int64(applied))
    queues[index].partChanges.removeFirst(changes.count)
  }

  /// Lines whose end will not come, as their file is gone.
  mutating func forgetOpenLines() {
    guard openLineKeeper.count > 0 else { return }
    for (generation, source) in openLineKeeper.generations {
      let isKnown =
        queues[source].tail.map { tailer.knows(generation: generation, source: $0) } ?? false
      guard !isKnown else { continue }
      let count = openLineKeeper.forget(generation)
      if count > 0 { happenings.append(.linesCutOff(source: source, count: count)) }
    }
  }

  /// Lines whose end has not come.
  package var openLineCount: Int { openLineKeeper.count }
}
