/// Why an export cannot be compared: where in the file, what is there, and what would be right.
package struct ExportFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1; of a JSON value the one that it begins on. nil: of the whole file.
  package var line: Int?
  package var text: String

  package init(line: Int? = nil, _ text: String) { (self.line, self.text) = (line, text) }

  package var description: String { line.map { "line \($0): \(text)" } ?? text }

  /// What is quoted from a file, short enough to be read.
  static func quoted(_ text: some StringProtocol) -> String {
    text.utf8.count <= 80 ? "'\(text)'" : "'\(text.prefix(60))…'"
  }
}
