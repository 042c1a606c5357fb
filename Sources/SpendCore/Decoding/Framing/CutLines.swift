/// Whether a file is what a container runtime writes, which cuts long lines: who reads such a file
/// in pieces would not see what belongs together.
package enum CutLines {
  /// - Parameter front: the first lines of the file.
  /// - Complexity: O(front).
  package static func mayOccur(in front: ArraySlice<UInt8>) -> Bool {
    front.split(separator: UInt8(ascii: "\n")).contains { line in
      let words = line.prefix(64).split(separator: 0x20, maxSplits: 3)
      if words.count > 2,
        words[2].first == UInt8(ascii: "P") || words[2].first == UInt8(ascii: "F"),
        isStream(words[1])
      {
        return true
      }
      return has(line, "\"log\"") && has(line, "\"stream\"")
    }
  }

  private static func isStream(_ word: ArraySlice<UInt8>) -> Bool {
    word.elementsEqual("stdout".utf8) || word.elementsEqual("stderr".utf8)
  }

  private static func has(_ line: ArraySlice<UInt8>, _ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard line.count >= count else { return false }
    return (line.startIndex...(line.endIndex - count)).contains { start in
      (0..<count).allSatisfy { line[start + $0] == text.utf8Start[$0] }
    }
  }
}
