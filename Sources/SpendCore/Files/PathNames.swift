/// The names in braces of a source's path, as in
/// `/var/log/pods/{namespace}_{pod}_{uid}/{container}/*.log`: dimensions of events that lack them
/// (Semantics, Configuration).
package struct PathNames: Hashable, Sendable {
  /// A name in braces: a letter or `_`, then letters, digits, `_`, `-` and points.
  package struct Name: Hashable, Sendable {
    package let text: String

    /// Takes a name and its closing brace from a text that follows the opening one; nil where what
    /// follows is none: then the brace is a character of the file's name.
    init?(taking rest: inout ArraySlice<UInt8>) {
      guard let end = rest.firstIndex(of: UInt8(ascii: "}")), end > rest.startIndex else {
        return nil
      }
      let bytes = rest[..<end]
      let isFirst = { (byte: UInt8) in
        byte | 0x20 &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
      }
      let isFurther = { (byte: UInt8) in
        isFirst(byte) || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: ".")
      }
      guard let first = bytes.first, isFirst(first), bytes.allSatisfy(isFurther) else {
        return nil
      }
      text = String(decoding: bytes, as: UTF8.self)
      rest = rest[(end + 1)...]
    }
  }

  /// What stands for a name in the path of a file.
  package struct Part: Hashable, Sendable {
    package var name: String
    package var value: FilePath
  }

  private let glob: PathGlob
  /// In the order of the path; a name that is there twice is twice in it.
  package let names: [String]

  /// Nil where the path has no names.
  package init?(_ pattern: String) {
    guard pattern.utf8.contains(UInt8(ascii: "{")) else { return nil }
    names = FilePath(pattern).names.flatMap { name in
      var names: [String] = []
      var rest = name.bytes[...]
      while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "\\") { _ = rest.popFirst() }
        if byte == UInt8(ascii: "{"), let name = Name(taking: &rest) { names.append(name.text) }
      }
      return names
    }
    guard !names.isEmpty else { return nil }
    glob = PathGlob(pattern)
  }

  /// What the names are for a file: those of the directories at least, where its last name is one
  /// that rotation gave it.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - slot: the path whose life it is a part of, as long as that is known.
  package func values(of path: FilePath, slot: FilePath) -> [String: String] {
    // A file of exactly this name has no parts.
    guard path != glob.pattern, slot != glob.pattern else { return [:] }
    let parts = glob.parts(of: slot) ?? glob.parts(of: path) ?? glob.leadingParts(of: path)
    return Dictionary(parts.map { ($0.name, $0.value.text) }) { first, _ in first }
  }
}
