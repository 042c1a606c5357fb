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
  /// Whether the file begins as one of UTF-16 does, with a mark or with every other byte zero.
  private var isUTF16 = false

  init(files: [FilePath]) {
    for file in files.prefix(8) where lines.isEmpty {
      lines = (try? Self.firstLines(of: file)) ?? []
      let front = (try? FileFront.bytes(of: file, atMost: 2)) ?? []
      isUTF16 = [[0xFF, 0xFE], [0xFE, 0xFF]].contains(front) || front.count { $0 == 0 } == 1
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
        case .string, .bool, .number:
          if !names.contains(exactly: member.name) { names.append(member.name) }
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
    guard !known.contains(exactly: name) else {
      return "no event that is asked for has '\(TerminalText.safe(name))'; others of the log have"
    }
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
    let most = part.rejected.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
    switch most {
    case .notEvent?, .notJSON?, .notObject?, nil: break
    case .badUTF8? where isUTF16:
      return text + "; this looks like UTF-16: iconv -f UTF-16 -t UTF-8 FILE | spendwatch report -"
    case let reason?: return text + "; \(reason.rawValue): \(reason.words)"
    }
    guard let first = first(most) else { return text }
    guard let look = UnknownObject.describe(Array(first.utf8)) else {
      return text + "; the first is not a JSON object"
    }
    text += "; the first is \(look)"
    // It has the key, and nothing under it.
    guard look.contains("but no cost_usd") else { return text + "; \(Rejection.notEvent.words)" }
    return text + "; an event needs cost_usd (fields: { cost_usd: … } of a source maps other names)"
  }

  /// The first line that was rejected for a reason, else one that may be an object.
  private func first(_ reason: Rejection?) -> String? {
    let settings = SourceSettings(origin: .file(pattern: "", rotated: []))
    var decoder = LineDecoder(settings: settings, dimensions: Dimension.history)
    var catalog = Catalog(dimensions: Dimension.history)
    for line in lines {
      let read = decoder.explain(Array(line.utf8), now: SystemClock.wall(), catalog: &catalog)
      if let reason, read?.outcome == .rejected(reason) { return line }
    }
    return lines.first { $0.contains("{") } ?? lines.first
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(maxKeys).map { TerminalText.safe(String($0.prefix(60))) }
    return shown.joined(separator: ", ") + (names.count > maxKeys ? ", …" : "")
  }
}
