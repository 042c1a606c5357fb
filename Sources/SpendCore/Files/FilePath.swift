/// The path of a file, or a name in one, as the system has it: bytes, of which only `/` and NUL
/// mean something. Equal only to the same bytes: `é` in its two spellings (NFC, NFD) is two names,
/// and a name in Latin-1 is one as well.
package struct FilePath: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  package init(_ text: String) { bytes = Array(text.utf8) }

  /// Up to the NUL at its end.
  package init(cString: UnsafePointer<CChar>) {
    var end = cString
    while end.pointee != 0 { end += 1 }
    self.init(
      bytes: UnsafeBufferPointer(start: cString, count: end - cString).map(UInt8.init(bitPattern:)))
  }

  package static let root: FilePath = "/"
  /// The directory of paths that do not say one.
  package static let here: FilePath = "."

  private static let slash = UInt8(ascii: "/")

  package var isEmpty: Bool { bytes.isEmpty }
  package var isAbsolute: Bool { bytes.first == Self.slash }

  /// The names that the path leads through.
  package var names: [FilePath] { bytes.split(separator: Self.slash).map(FilePath.init(bytes:)) }

  package init(names: some Sequence<FilePath>, isAbsolute: Bool) {
    let path = names.map(\.bytes).joined(separator: [Self.slash])
    bytes = (isAbsolute ? [Self.slash] : []) + path
  }

  /// The path of a name in this directory.
  package func appending(_ name: FilePath) -> FilePath {
    if self == .here { return name }
    return FilePath(bytes: self == .root ? bytes + name.bytes : bytes + [Self.slash] + name.bytes)
  }

  /// Where it lies; ``here`` where it does not say.
  package var directory: FilePath {
    guard let last = bytes.lastIndex(of: Self.slash) else { return .here }
    return last == 0 ? .root : FilePath(bytes: bytes[..<last])
  }

  /// The last name.
  package var name: FilePath {
    guard let last = bytes.lastIndex(of: Self.slash) else { return self }
    return FilePath(bytes: bytes[(last + 1)...])
  }

  package func hasPrefix(_ text: String) -> Bool { bytes.starts(with: text.utf8) }

  package func hasSuffix(_ text: String) -> Bool {
    bytes.suffix(text.utf8.count).elementsEqual(text.utf8)
  }

  package func dropLast(_ count: Int) -> FilePath { FilePath(bytes: bytes.dropLast(count)) }

  /// The path as a C string for the time of a call.
  package func withCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
    let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
    return body(terminated)
  }
}

extension FilePath: Comparable {
  package static func < (a: FilePath, b: FilePath) -> Bool {
    a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}

extension FilePath: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) { self.init(text) }
}

/// As people and machines read it.
extension FilePath: CustomStringConvertible {
  /// The path as text; bytes that are not UTF-8 are written `\xFF`.
  package var text: String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = ""
    var rest = bytes[...]
    while let byte = rest.first {
      // No character of UTF-8 takes more than four bytes.
      let length = (1...4).first { rest.count >= $0 && isText(rest.prefix($0)) }
      if let length {
        text += String(decoding: rest.prefix(length), as: UTF8.self)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += byte < 0x10 ? "\\x0" + digits : "\\x" + digits
      }
      rest = rest.dropFirst(length ?? 1)
    }
    return text
  }

  package var description: String { text }

  private func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }
}
