/// Some lines of a batch that follow each other, with the places that they have there.
package struct LineSlice: Sendable {
  let batch: LineBatch
  private let places: Range<Int>

  init(_ batch: LineBatch, _ places: Range<Int>) {
    precondition(places.upperBound <= batch.count, "a batch has the lines of its slices")
    (self.batch, self.places) = (batch, places)
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
  func places(from offset: Int, count: Int) -> Range<Int> {
    (startIndex + offset..<startIndex + offset + count).clamped(to: places)
  }

  package var nulBytes: Int64 { batch.nulBytes(in: places) }

  /// Events without a time are of this moment, or earlier.
  package func dated(by lastWrite: Timestamp) -> LineSlice {
    guard contains(where: { $0.traits.contains(.clockTime) }) else { return self }
    var batch = batch
    for place in places where batch[place].traits.contains(.clockTime) {
      batch[place].time = Swift.min(batch[place].time, lastWrite)
    }
    return LineSlice(batch, places)
  }

  @inline(__always)
  var elements: ArraySlice<Line> { batch.elements[places] }
}

extension LineSlice: RandomAccessCollection {
  package var startIndex: Int { places.lowerBound }
  package var endIndex: Int { places.upperBound }

  package subscript(place: Int) -> Line { batch[place] }

  package subscript(places: Range<Int>) -> LineSlice {
    precondition(self.places.lowerBound <= places.lowerBound, "a slice has the lines of its own")
    return LineSlice(batch, places)
  }
}
