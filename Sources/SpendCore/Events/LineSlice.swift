/// Some lines of a batch that follow each other, with the indices that they have there.
package struct LineSlice: Sendable {
  let batch: LineBatch
  private let range: Range<Int>

  init(_ batch: LineBatch, _ range: Range<Int>) {
    precondition(range.upperBound <= batch.count, "a batch has the lines of its slices")
    (self.batch, self.range) = (batch, range)
  }

  /// Of none.
  package init() { self.init(LineBatch(), 0..<0) }

  package init(_ lines: [DecodedLine]) {
    self.init(LineBatch(lines), lines.indices)
  }

  package var hasIDs: Bool { batch.hasIDs }

  /// Those of some lines, as far as there are so many.
  ///
  /// - Parameter offset: of the first, from the beginning of the slice.
  func range(from offset: Int, count: Int) -> Range<Int> {
    (startIndex + offset..<startIndex + offset + count).clamped(to: range)
  }

  package var nulBytes: Int64 { batch.nulBytes(in: range) }

  /// Events without a time are of this moment, or earlier.
  package func dated(by lastWrite: Timestamp) -> LineSlice {
    guard contains(where: { $0.traits.contains(.clockTime) }) else { return self }
    var batch = batch
    for index in range where batch[index].traits.contains(.clockTime) {
      batch[index].time = Swift.min(batch[index].time, lastWrite)
    }
    return LineSlice(batch, range)
  }

  @inline(__always)
  var elements: ArraySlice<Line> { batch.elements[range] }
}

extension LineSlice: RandomAccessCollection {
  package var startIndex: Int { range.lowerBound }
  package var endIndex: Int { range.upperBound }

  package subscript(index: Int) -> Line { batch[index] }

  package subscript(range: Range<Int>) -> LineSlice {
    precondition(self.range.lowerBound <= range.lowerBound, "a slice has the lines of its own")
    return LineSlice(batch, range)
  }
}
