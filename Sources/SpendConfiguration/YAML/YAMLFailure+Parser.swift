internal import CYaml

/// What libyaml says, with a hint where its words do not help.
extension YAMLFailure {
  /// - Parameter text: what was parsed; only looked at, never quoted, because it may hold secrets.
  init(_ parser: yaml_parser_t, in text: ArraySlice<UInt8>) {
    let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "out of memory"
    let context = unsafe parser.context.map { unsafe String(cString: $0) }
    // Of a key without a colon, a quote without its end and a bare *, the place where it begins
    // says more than the place where the parser gave up.
    let isUnfinished =
      problem == "could not find expected ':'" || problem == "found unexpected end of stream"
      || context == Self.alias
    let mark =
      unsafe isUnfinished && parser.context != nil ? parser.context_mark : parser.problem_mark
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1, message: "")
    // `problem_mark.index` counts characters, so the character is found by line and column.
    let character = Self.character(in: text, line: Int(mark.line), column: Int(mark.column))
    message = Self.words(problem, context: context, at: character)
  }

  /// What libyaml was at when it met a * without a name.
  private static let alias = "while scanning an alias"

  private static func words(
    _ problem: String, context: String?, at character: Character?
  ) -> String {
    switch (problem, character) {
    case (let text, _) where text.hasPrefix("Maximum nesting level"):
      return "nested more than \(YAMLReader.maxDepth) levels deep"
    case _ where context == alias:
      return "a text that begins with * needs quotes: \"*\""
    case (_, "\t"): return "a tab cannot be used for indentation; use spaces"
    case ("found character that cannot start any token", let character?):
      return "a text cannot begin with \(character); put it in quotes"
    case ("mapping values are not allowed in this context", _):
      return "a colon is not expected here; check the indentation, or put the text in quotes"
    case ("could not find expected ':'", _):
      return "a colon is missing after the key (key: value), or the indentation is wrong"
    case ("did not find expected node content", _):
      return "a value is missing before this point, or a bracket is not closed"
    case ("did not find expected key", _):
      return "this line does not fit the ones above; check its indentation and quotes"
    case ("did not find expected '-' indicator", _):
      return "this line does not fit the list above; begin each entry with '- ', equally indented"
    case ("found unexpected end of stream", _):
      return "the file ends inside of a quoted text; a closing quote is missing"
    case ("did not find expected ',' or ']'", _):
      return "a comma or ] is missing in the list before this point"
    case ("did not find expected ',' or '}'", _):
      return "a comma or } is missing in the mapping before this point"
    default:
      return "is not valid YAML: " + (context.map { "\($0), " } ?? "") + problem
    }
  }

  private static func character(
    in text: ArraySlice<UInt8>, line: Int, column: Int
  ) -> Character? {
    let lines = text.split(
      separator: UInt8(ascii: "\n"), maxSplits: line + 1, omittingEmptySubsequences: false)
    guard line < lines.count else { return nil }
    return String(decoding: lines[line], as: UTF8.self).dropFirst(column).first
  }
}
