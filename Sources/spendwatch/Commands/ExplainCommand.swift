import ArgumentParser
import Glibc
import Operations
import SpendCore
import Terminal

/// `explain`: how a line is read.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "How a line of a log is read, and which budgets it counts in.",
    discussion: """
      Of line LINE of FILE (the first is 1), or of every line of the standard input. Without a configuration a line is \
      read as by default, and counts in no budget. Exit status: 0 it is an event, 1 it is not.
      """)

  @Option(name: .shortAndLong, help: "Configuration file. Default: as for run, if it is there.")
  var config: String?
  @Option(
    help: "State directory, for the key of hashed values. Default: as for run.",
    completion: .directory)
  var stateDir: String?
  @OptionGroup var output: OutputOptions
  @Argument(
    help: ArgumentHelp("What to explain.", valueName: "FILE:LINE | -"),
    completion: .file()) var place = "-"

  /// Longer ones are not explained.
  private static let maxBytes = 64 << 20

  func run() throws {
    let configuration = try chosenConfiguration()
    let (path, wanted) = try parsedPlace()
    let explainer = LineExplainer(configuration, path: path)
    var isEvent = true
    var count = 0
    try Self.forEachLine(path) { number, text in
      guard wanted == nil || number <= wanted ?? 0 else { return false }
      // Those before it may hold its beginning.
      guard let explanation = explainer.explain(text) else {
        guard wanted ?? number == number else { return true }
        count += 1
        isEvent = false
        Console.out(
          output.isJSON
            ? "{\"outcome\":\"part\"}"
            : "a part of a line that a container runtime has cut; explain the last of them")
        return true
      }
      guard wanted ?? number == number else { return true }
      count += 1
      if explanation.reading.outcome != .event { isEvent = false }
      Console.out(output.isJSON ? explanation.json : explanation.text)
      return true
    }
    guard count > 0 else {
      Console.error(
        wanted.map { "\(TerminalText.safe(path ?? "-")): has no line \($0)" }
          ?? "no line to explain")
      throw ExitCode(ExitStatus.failed)
    }
    if !isEvent { throw ExitCode(ExitStatus.failed) }
  }

  private func chosenConfiguration() throws -> Configuration? {
    let places = Locations.current(configuration: config, state: stateDir)
    if config == nil, places.lacksConfiguration { return nil }
    let checked = CheckedConfiguration(path: places.configuration, pricesOf: places.state)
    if let configuration = checked.configuration {
      Console.warn(checked.priceLines)
      return try configuration.hashed(stateDirectory: places.state)
    }
    for line in checked.errorLines { Console.error(line) }
    throw ExitCode(ExitStatus.badConfiguration)
  }

  /// A path and a number; no path is the standard input.
  private func parsedPlace() throws -> (path: String?, line: Int?) {
    if place == "-" { return (nil, nil) }
    let parts = place.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 1, let last = parts.last, let number = Int(last), number > 0 else {
      throw ValidationError(
        "'\(TerminalText.safe(place))' is not FILE:LINE; write cost_events.jsonl:12, or - for the standard "
          + "input")
    }
    return (parts.dropLast().joined(separator: ":"), number)
  }

  /// The lines of a file until the body wants no more.
  private static func forEachLine(
    _ path: String?, _ body: (Int, [UInt8]) throws -> Bool
  ) throws {
    guard
      let file = unsafe path.map({ unsafe fopen($0, "re") }) ?? fdopen(dup(STDIN_FILENO), "r")
    else {
      let reason = unsafe String(cString: strerror(errno))
      Console.error("\(TerminalText.safe(path ?? "")): cannot be opened: \(reason)")
      throw ExitCode(ExitStatus.failed)
    }
    defer { unsafe fclose(file) }
    var buffer: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { unsafe free(buffer) }
    var number = 0
    while true {
      let count = unsafe getline(&buffer, &capacity, file)
      guard count > 0, let buffer = unsafe buffer else { return }
      number += 1
      var text = unsafe buffer.withMemoryRebound(to: UInt8.self, capacity: count) {
        unsafe [UInt8](UnsafeBufferPointer(start: $0, count: count))
      }
      if text.last == UInt8(ascii: "\n") { text.removeLast() }
      if number == 1, text.starts(with: [0x1F, 0x8B]) || text.starts(with: [0x28, 0xB5, 0x2F]) {
        Console.error(
          "\(TerminalText.safe(path ?? "-")): is an archive; unpack it: zcat FILE | sed -n LINEp | "
            + "spendwatch explain -")
        throw ExitCode(ExitStatus.failed)
      }
      guard text.count <= maxBytes, try body(number, text) else { return }
    }
  }
}
