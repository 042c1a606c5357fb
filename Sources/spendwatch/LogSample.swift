import Operations
import Reporting
import SpendConfiguration
import SpendCore
import Terminal

/// The first lines of logs, to say what is in them where that is not what was expected. Shows keys
/// and never values: these can be what somebody wrote to a model.
struct LogSample {
  static let maxBytes = 256 << 10
  static let mostLines = 200
  static let maxKeys = 24

  private(set) var lines: [String] = []

  init(files: [FilePath]) {
    for file in files.prefix(8) where lines.isEmpty {
      lines = (try? Self.firstLines(of: file)) ?? []
    }
  }

  /// Of a file or an archive; none of a pipe, and of what may not be read.
  static func firstLines(of path: FilePath) throws(ReportFailure) -> [String] {
    let bytes = try FileFront.bytes(of: path, atMost: maxBytes)
    var lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: mostLines)
    // What was cut is no line.
    if lines.count > 1, lines.count > mostLines || bytes.count == maxBytes { lines.removeLast() }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The names of single values at the top of the objects, in the order in which they appear.
  var dimensions: [String] {
    var names: [String] = []
    for line in lines {
      for member in (try? JSONReader.read(line.utf8))?.members ?? [] {
        switch member.value {
        case .string, .bool, .number: if !names.contains(member.name) { names.append(member.name) }
        case .null, .array, .object: break
        }
      }
    }
    // What is counted, and not grouped by.
    let others = [
      "timestamp", "cost_usd", "input_tokens", "output_tokens", "cache_read_tokens",
      "cache_write_tokens", "reasoning_tokens", "latency_ms", "event_id",
    ]
    return names.filter { !others.contains($0) }
  }

  /// `no event has 'user_segmnt'; did you mean 'user_segment'? (there are: feature_name, model)`
  func noDimension(_ name: String) -> String {
    let known = dimensions
    var text = "no event has '\(TerminalText.safe(name))'"
    text += DidYouMean.hint(name, among: known + ["feature"])
    if !known.isEmpty { text += " (there are: \(Self.list(known)))" }
    return text
  }

  /// What lines look like of which none is an event.
  func noEvents(_ part: ReportPart) -> String {
    let count = part.rejected.values.reduce(part.textLines, +)
    var reasons = Rejection.allCases.compactMap { reason in
      part.rejected[reason].map { "\(reason.rawValue) \($0)" }
    }
    if part.textLines > 0 { reasons.append("text \(part.textLines)") }
    var text =
      "none of \(count) line\(count == 1 ? "" : "s") is an event (\(reasons.joined(separator: ", ")))"
    guard let first = lines.first(where: { $0.contains("{") }) ?? lines.first else { return text }
    guard let look = UnknownObject.describe(Array(first.utf8)) else {
      return text + "; the first is not a JSON object"
    }
    text += "; the first is \(look)"
    return text + "; an event needs cost_usd (fields: { cost_usd: … } of a source maps other names)"
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(maxKeys).map { TerminalText.safe(String($0.prefix(60))) }
    return shown.joined(separator: ", ") + (names.count > maxKeys ? ", …" : "")
  }
}
