package import SpendCore

/// What came of reading a configuration file.
package struct LoadResult: Sendable {
  /// A Mustache template of a budget, receiver or digest and where it stands, for
  /// whoever can check it.
  package struct Template: Hashable, Sendable {
    package var text: String
    package var line: Int
    package var column: Int
    package var keyPath: String
    /// Its names are those of a digest, not of an alert.
    package var isOfDigest: Bool
  }

  /// nil when there is any error.
  package var configuration: Configuration?
  /// In the order of the file.
  package var problems: [Problem]
  /// Keys that are known, checked, and do nothing yet. Notes, in the order of the file.
  package var comesLater: [Problem]
  package var templates: [Template]

  /// The file cannot be used as it is (exit status 78).
  package var isInvalid: Bool {
    problems.contains { $0.severity == .error && $0.kind == .configuration }
  }
  /// The file is right, but a secret is not there (`check` exits 1).
  package var lacksSecrets: Bool { problems.contains { $0.kind == .missingSecret } }
  package var hasWarnings: Bool { problems.contains { $0.severity == .warning } }
}
