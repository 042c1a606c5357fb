/// One value of a YAML document with its place. Scalars are text and nothing else: `on`, `0.1`
/// and `"80"` mean what they say.
///
/// A class, because an alias is the very node of its anchor: sharing keeps a file with many
/// aliases small.
final class YAMLNode: Sendable {
  enum Content: Sendable {
    /// `isPlain`: written without quotes and not as a block.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    /// In the order of the file, duplicates included.
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  let content: Content
  /// From 1.
  let line: Int
  /// From 1, in characters.
  let column: Int
  /// How many nodes a walk over this one visits, aliases followed.
  let weight: Int
  /// How many levels are below it, aliases followed; 0 for a scalar.
  let height: Int

  init(_ content: Content, line: Int, column: Int) {
    self.content = content
    self.line = line
    self.column = column
    let children: [YAMLNode] =
      switch content {
      case .scalar: []
      case .sequence(let items): items
      case .mapping(let pairs): pairs.flatMap { [$0.key, $0.value] }
      }
    weight = children.reduce(1) { sum, child in
      let (total, overflow) = sum.addingReportingOverflow(child.weight)
      return overflow ? .max : total
    }
    height = children.reduce(0) { max($0, $1.height + 1) }
  }

  var scalar: String? { if case .scalar(let text, _) = content { text } else { nil } }

  /// A key with nothing after it (`receivers:`), or `~`.
  var isNothing: Bool {
    if case .scalar(let text, isPlain: true) = content {
      text.isEmpty || text == "~"
    } else {
      false
    }
  }

  /// The `<<` that takes in another mapping.
  var isMergeKey: Bool {
    if case .scalar("<<", isPlain: true) = content { true } else { false }
  }

  /// `a list`, for messages.
  var shape: String {
    switch content {
    case .scalar where isNothing: "nothing"
    case .scalar: "a text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}
