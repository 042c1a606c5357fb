/// The status that the bytes of an answer name, told the obvious way: the first status line that is not
/// of an interim answer (RFC 9112 section 4, RFC 9110 section 15.2).
package enum AnswerOracle {
  /// nil when there is none, or its line is not there as far as the byte after the status.
  package static func status(_ bytes: [UInt8]) -> Int? {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
    while true {
      while let line = lines.first, isEmpty(line), lines.count > 1 { lines.removeFirst() }
      guard let line = lines.popFirst() else { return nil }
      let text = Array(line) + (lines.isEmpty ? [] : [UInt8(ascii: "\r")])
      guard text.count > 12, text.starts(with: "HTTP/1.".utf8), (0x30...0x39).contains(text[7]),
        text[8] == UInt8(ascii: " "),
        text[12] == UInt8(ascii: " ") || text[12] == UInt8(ascii: "\r"),
        text[9...11].allSatisfy({ (0x30...0x39).contains($0) }),
        let status = Int(String(decoding: text[9...11], as: UTF8.self))
      else { return nil }
      guard (100...199).contains(status), status != 101 else { return status }
      // To the empty line after its fields; the last piece has no line feed, so it ends nothing.
      guard let end = lines.dropLast().firstIndex(where: isEmpty) else { return nil }
      lines = lines[(end + 1)...]
    }
  }

  private static func isEmpty(_ line: ArraySlice<UInt8>) -> Bool {
    line.isEmpty || (line.count == 1 && line.first == UInt8(ascii: "\r"))
  }
}
