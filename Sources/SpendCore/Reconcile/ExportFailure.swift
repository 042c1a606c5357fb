/// Why an export cannot be compared: where in the file, what is there, and what would be right.
package struct ExportFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1; of a JSON value the one that it begins on. nil: of the whole file.
  package var line: Int?
  package var text: String

  package init(line: Int? = nil, _ text: String) { (self.line, self.text) = (line, text) }

  package var description: String { line.map { "line \($0): \(text)" } ?? text }

  /// What is quoted from a file.
  static func quoted(_ text: some StringProtocol) -> String { "'\(short(text))'" }

  /// Short enough to be read; by scalars, as one character may be of a million.
  static func short(_ text: some StringProtocol) -> String {
    guard text.utf8.count > 80 else { return String(text) }
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: text.unicodeScalars.prefix(60))
    return String(kept) + "…"
  }
}
