/// A value of the file with the key it stands after.
struct Field {
  var key: YAMLNode
  var value: YAMLNode
  /// `budgets[2].daily`.
  var path: String

  /// The same value under the index of a list.
  func item(_ node: YAMLNode, _ index: Int) -> Field {
    Field(key: node, value: node, path: "\(path)[\(index)]")
  }
}

/// A mapping whose keys are known.
struct Section {
  var field: Field
  var path: String { field.path }
  var node: YAMLNode { field.value }
  /// By key; keys that are unknown have been reported and are not in it.
  var fields: [String: Field]
  /// Whether there were any; then a key that seems to be missing is probably one of them, misspelt.
  var hasUnknownKeys = false

  subscript(_ key: String) -> Field? { fields[key] }
}
