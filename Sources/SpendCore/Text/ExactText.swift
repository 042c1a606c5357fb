/// A text that equals only the same bytes. To `String`, `é` in its two spellings (one scalar,
/// or a letter and an accent) is one; to a log, a report and everybody who compares with them
/// these are two values.
package struct ExactText: Hashable, Comparable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (a: ExactText, b: ExactText) -> Bool {
    a.text.utf8.elementsEqual(b.text.utf8)
  }

  package static func < (a: ExactText, b: ExactText) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    // No byte of UTF-8, so that texts in a row cannot run into each other.
    hasher.combine(UInt8.max)
  }
}

extension StringProtocol {
  /// Whether it has the same bytes. O(length), and O(1) for most texts that differ.
  package func isExactly(_ other: some StringProtocol) -> Bool {
    self == other && utf8.elementsEqual(other.utf8)
  }
}

/// Names of dimensions, budgets and files are few and stand in lists; there they are told apart as
/// ``ExactText`` tells texts apart.
extension Collection<String> {
  package func firstIndex(ofExactly text: String) -> Index? { firstIndex { $0.isExactly(text) } }

  package func contains(exactly text: String) -> Bool { firstIndex(ofExactly: text) != nil }
}
