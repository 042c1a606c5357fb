/// Arguments of a process as text, for whoever takes them apart, from which their bytes come back:
/// an argument may name a file, and such names are bytes.
///
/// What is UTF-8 stays as it is. In anything else each byte above ASCII stands as a scalar of its
/// own at the end of Unicode, for private use; so it does in a text that holds such scalars itself.
package enum ArgumentText {
  private static let marks: ClosedRange<UInt32> = 0x10_FE00...0x10_FEFF

  package static func text(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: { marks.contains($0.value) })
    {
      return text
    }
    var text = String.UnicodeScalarView()
    for byte in bytes {
      let mark = Unicode.Scalar(marks.lowerBound + UInt32(byte))
      text.append(byte < 0x80 ? Unicode.Scalar(byte) : mark ?? Unicode.Scalar(byte))
    }
    return String(text)
  }

  package static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar -> [UInt8] in
      marks.contains(scalar.value)
        ? [UInt8(truncatingIfNeeded: scalar.value)] : Array(UTF8.encode(scalar) ?? .init())
    }
  }
}
