/// Something about a configuration that a person should know: what is wrong, where, and what
/// would be right.
///
/// Never holds the value of a secret. Lines and columns count from 1 (columns in characters);
/// line 0 is the file as a whole.
package struct Problem: Hashable, Sendable {
  package enum Severity: String, CaseIterable, Hashable, Sendable {
    /// The configuration cannot be used.
    case error
    /// It can, but probably does not do what was meant.
    case warning
    /// Worth knowing, nothing to repair.
    case note
  }

  package enum Kind: Hashable, Sendable {
    /// The file itself.
    case configuration
    /// The file is right, but a secret that it names is not there (on this machine, for this user).
    case missingSecret
  }

  package var severity: Severity
  package var kind: Kind
  package var line: Int
  package var column: Int
  /// `budgets[2].dayly`, counting from 0; empty for the file as a whole.
  package var keyPath: String
  package var message: String

  package init(
    severity: Severity, kind: Kind = .configuration, line: Int = 0, column: Int = 0,
    keyPath: String = "", message: String
  ) {
    self.severity = severity
    self.kind = kind
    self.line = line
    self.column = column
    self.keyPath = keyPath
    self.message = message
  }

  /// `alerts.yaml:14:5: budgets[2].dayly: unknown key; did you mean 'daily'?`
  ///
  /// - Parameter named: the severities that are said before the key; none where what shows the
  ///   text has its own way to.
  package func text(file: String, named: Set<Severity> = [.warning, .note]) -> String {
    var parts = [line > 0 ? "\(file):\(line):\(column)" : file]
    if named.contains(severity) { parts.append(severity.rawValue) }
    if !keyPath.isEmpty { parts.append(keyPath) }
    parts.append(message)
    return parts.joined(separator: ": ")
  }
}
