import ArgumentParser

/// How a command answers: for people, or as JSON.
struct OutputOptions: ParsableArguments {
  /// What there is to choose from.
  enum Format: String, CaseIterable, ExpressibleByArgument { case table, json }

  @Option(name: .shortAndLong, help: "How the answer is written.")
  var output: Format?

  @Flag(help: "The same as --output json.")
  var json = false

  var isJSON: Bool { json || output == .json }

  func validate() throws {
    if json, output == .table { throw ValidationError("--json and --output table: which of them?") }
  }
}
