/// Taking over what another catalog has, text by text and combination by combination: from whoever
/// decodes on another thread.
extension Catalog {
  /// How many readable bytes have to stand after texts that are taken over.
  package static var textPadding: Int { ByteArena.padding }

  /// Appends the symbols of texts.
  ///
  /// - Parameters:
  ///   - texts: valid UTF-8, one after the other, with ``textPadding`` bytes after the last.
  ///   - ends: where each of them ends.
  package mutating func translate(_ texts: [UInt8], ends: [Int], into symbols: inout [UInt32]) {
    texts.withUnsafeBufferPointer { texts in
      guard let base = texts.baseAddress else { return }
      var start = 0
      for end in ends {
        symbols.append(symbol(base + start, count: end - start))
        start = end
      }
    }
  }

  /// Appends the numbers of series.
  ///
  /// - Parameter values: symbols of this catalog, one for each of ``dimensions`` a series.
  package mutating func translate(rows values: [UInt32], into series: inout [UInt32]) {
    let row = SeriesRows(width: dimensions.count)
    for first in stride(from: 0, to: values.count, by: dimensions.count) {
      for index in dimensions.indices { row.set(index, to: values[first + index]) }
      series.append(self.series(row.row(0)))
    }
  }
}
