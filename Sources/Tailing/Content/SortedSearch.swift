/// Searching what is sorted by a number.
extension RandomAccessCollection where Index == Int {
  /// Index of the first element whose number is not smaller. Logarithmic.
  func firstIndex(notBefore number: UInt64, _ key: (Element) -> UInt64) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if key(self[middle]) < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
