import SpendCore

/// Walks the nodes of one file, takes out what it knows, and notes every problem on the way:
/// reading goes on after an error, so that all of a file are reported at once.
///
/// A function that reads a value returns nil when it has reported why there is none.
struct Reader {
  let host: HostAccess
  /// Absolute, of the file; what relative paths are relative to.
  let directory: String
  /// Whether every user of the machine can read the file.
  let isWorldReadable: Bool

  private(set) var problems: [Problem] = []
  private(set) var comesLater: [Problem] = []
  private(set) var templates: [LoadResult.Template] = []
  private var seen: Set<Problem> = []
  /// Names that `notify` may use; those of receivers that are wrong themselves included.
  var receiverNames: Set<String> = ["log"]
  var notifiedReceivers: Set<String> = []
  var zones: [String: TimeZoneRules] = [:]
  /// Of which a match can name whole values alone.
  var hashedDimensions: Set<String> = []

  /// Beyond so many errors a file is not a configuration with mistakes, but something else. Of
  /// warnings no more are shown; they never count against it.
  static let maxProblems = 300
  private var errorCount = 0
  private var warningCount = 0

  init(host: HostAccess, directory: String, isWorldReadable: Bool) {
    self.host = host
    self.directory = directory
    self.isWorldReadable = isWorldReadable
  }

  mutating func error(
    _ field: Field, _ message: String, kind: Problem.Kind = .configuration
  ) {
    note(.error, field.value, field.path, message, kind)
  }

  /// At the key instead of the value.
  mutating func keyError(_ field: Field, _ message: String) {
    note(.error, field.key, field.path, message)
  }

  mutating func warn(_ field: Field, _ message: String) {
    note(.warning, field.value, field.path, message)
  }

  /// About the file as a whole.
  mutating func note(_ severity: Problem.Severity, _ path: String, _ message: String) {
    add(Problem(severity: severity, keyPath: path, message: message))
  }

  mutating func later(
    _ field: Field, _ message: String = "is known and comes later; it does nothing yet"
  ) {
    comesLater.append(
      Problem(
        severity: .note, line: field.key.line, column: field.key.column, keyPath: field.path,
        message: message))
  }

  mutating func template(_ field: Field, _ text: String, isOfDigest: Bool) {
    templates.append(
      .init(
        text: text, line: field.value.line, column: field.value.column, keyPath: field.path,
        isOfDigest: isOfDigest))
  }

  private mutating func note(
    _ severity: Problem.Severity, _ node: YAMLNode, _ path: String, _ message: String,
    _ kind: Problem.Kind = .configuration
  ) {
    add(
      Problem(
        severity: severity, kind: kind, line: node.line, column: node.column, keyPath: path,
        message: message))
  }

  private mutating func add(_ problem: Problem) {
    let isError = problem.severity == .error
    guard (isError ? errorCount : warningCount) < Self.maxProblems else { return }
    // A mistake after an anchor is one mistake, however many aliases lead to it.
    var place = problem
    if place.line > 0 { place.keyPath = "" }
    guard seen.insert(place).inserted else { return }
    problems.append(problem)
    if isError { errorCount += 1 } else { warningCount += 1 }
    guard (isError ? errorCount : warningCount) == Self.maxProblems else { return }
    let message =
      isError
      ? "\(Self.maxProblems) problems; the rest of the file is not looked at"
      : "\(Self.maxProblems) warnings; further ones are not shown"
    problems.append(
      Problem(
        severity: problem.severity, line: problem.line, column: problem.column, message: message))
  }
}
