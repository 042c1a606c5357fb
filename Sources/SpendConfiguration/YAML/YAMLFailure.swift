/// Why a text is not a YAML document that can be used; reading ends here.
struct YAMLFailure: Error, Hashable {
  /// From 1; 0 for the text as a whole.
  var line = 0
  var column = 0
  var message: String
}
