import ArgumentParser
import Daemon
import SpendCore
import Status

/// `verify`: are the totals those of the files?
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Count the files again and compare with the totals.",
    discussion: """
      Counts everything that is in the files now, rotated ones included. Files that were deleted since, a start with \
      read_from: end, and journals are not there to be counted. Exit status: 0 equal, 1 not.
      """)

  @OptionGroup var locations: LocationOptions

  func run() async throws {
    let places = try locations.chosen()
    let checked = CheckedConfiguration(path: places.configuration)
    guard let plain = checked.configuration else {
      for line in checked.errorLines { Terminal.error(line) }
      throw ExitCode(ExitStatus.failed)
    }
    let configuration = try plain.hashed(stateDirectory: places.state)
    var differences: [String] = []
    // A running daemon counts on while the files are read: what is equal at any look is equal.
    for attempt in 0..<4 {
      if attempt > 0 { try await Task.sleep(for: .milliseconds(500 * attempt)) }
      let before = try await report(places, configuration)
      let (counted, problems): (EngineView, [String])
      let files = Dictionary(before.sources.map { ($0.path, $0.generations.map(\.path)) }) {
        $0 + $1
      }
      do {
        (counted, problems) = try Recount.view(
          configuration, files: files, computesCosts: before.prices.isComputed)
      } catch {
        Terminal.error("the files cannot be counted: \(error)")
        throw ExitCode(ExitStatus.failed)
      }
      for problem in problems where attempt == 0 {
        Terminal.error("cannot be read: " + TerminalText.safe(problem))
      }
      differences = Self.differences(before.totals, counted)
      if differences.isEmpty {
        Terminal.out(
          "equal: \(counted.totals.events) events, \(counted.totals.spend) USD, "
            + "\(counted.features.count) features")
        return
      }
      if !before.isRunning { break }
    }
    for difference in differences { Terminal.out(difference) }
    for note in configuration.sources.compactMap(Self.whyNotComparable) { Terminal.error(note) }
    throw ExitCode(ExitStatus.failed)
  }

  /// Why a source cannot be counted again as the daemon counted it; nil when it can.
  private static func whyNotComparable(_ source: SourceSettings) -> String? {
    switch source.origin {
    case .journal(let unit): "note: what the journal of \(unit) held is not counted again"
    case .file(let pattern, _) where source.readFrom == .end:
      "note: \(pattern) began at its end (read_from: end), and is not counted again"
    case .file: nil
    }
  }

  private func report(
    _ places: Locations, _ configuration: Configuration
  ) async throws -> StatusReport {
    do {
      return try StatusReport(json: try await RunningDaemon(places).get("/status").text)
    } catch ControlError.notRunning {
      do {
        return try StoppedState(directory: places.state, configuration: configuration).report
      } catch {
        Terminal.error("\(error)")
        throw ExitCode(ExitStatus.failed)
      }
    } catch let error as ControlError {
      Terminal.error("\(error)")
      throw ExitCode(ExitStatus.failed)
    }
  }

  private static func differences(_ totals: StatusTotals, _ counted: EngineView) -> [String] {
    var lines: [String] = []
    func compare(_ what: String, _ state: some Equatable, _ files: some Equatable) {
      let texts = ("\(state)", "\(files)")
      if texts.0 != texts.1 { lines.append("\(what): state \(texts.0), files \(texts.1)") }
    }
    compare("events", totals.events, counted.totals.events)
    compare("spend_usd", totals.spend, counted.totals.spend)
    // Text was counted as not_json by earlier versions.
    let notJSON = totals.rejected.first { $0.name == Rejection.notJSON.rawValue }?.count ?? 0
    let places = zip(Rejection.allCases, counted.totals.rejected)
    compare(
      "rejected not_json and text", notJSON + totals.text,
      counted.totals.text + (places.first { $0.0 == .notJSON }?.1 ?? 0))
    for (reason, count) in places where reason != .notJSON {
      let known = totals.rejected.first { $0.name == reason.rawValue }?.count ?? 0
      compare("rejected \(reason.rawValue)", known, count)
    }
    // By name once: there can be a hundred thousand of them.
    let known = Dictionary(totals.features.map { (ExactText($0.name), $0) }) { first, _ in first }
    let found = Dictionary(counted.features.map { (ExactText($0.name), $0) }) { first, _ in first }
    for name in Set(known.keys).union(found.keys).sorted() {
      let (state, files) = (known[name], found[name])
      let label = "feature \(TerminalText.safe(name.text))"
      compare("\(label) events", state?.events ?? 0, files?.events ?? 0)
      compare("\(label) spend_usd", state?.spend ?? .zero, files?.spend ?? .zero)
    }
    return lines
  }
}
