import SpendConfiguration
import Testing

/// A file with mistakes, and the lines that `check` prints about it: errors, warnings and notes
/// by their place in the file, then what comes later.
struct BrokenConfiguration: Sendable, CustomTestStringConvertible {
  var yaml: String
  var expected: String
  /// Of `alerts.yaml` itself.
  var mode: UInt32

  init(_ yaml: String, _ expected: String, mode: UInt32 = 0o640) {
    self.yaml = yaml
    self.expected = expected
    self.mode = mode
  }

  var testDescription: String { yaml }

  var said: String {
    var machine = Machine()
    machine.mode = mode
    let result = machine.load(yaml)
    let lines = (result.problems + result.comesLater).map { $0.text(file: "alerts.yaml") }
    return lines.joined(separator: "\n")
  }
}
