/// What the inventory under way found out about a generation; the next one begins anew.
struct LookMarks: Hashable, Sendable {
  /// A path leads to its file.
  var isFound = false
  /// Its file was found by its content alone.
  var isAdopted = false
}
