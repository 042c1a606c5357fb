import Operations
import Reporting
import SpendConfiguration
import SpendCore
import Terminal

/// What `check` makes of the first lines of each source.
struct SourceSample {
  /// A line a source; nothing of those that have no file yet, or are journals.
  private(set) var lines: [String] = []
  /// What is read, and hardly can be what was meant.
  private(set) var problems: [Problem] = []

  init(_ configuration: Configuration, now: Timestamp) {
    for (index, source) in configuration.sources.enumerated() {
      guard case .file(let pattern, _) = source.origin else { continue }
      let key = "sources[\(index)]"
      for file in HostAccess.system(environment: [:]).files(pattern) {
        let path = FilePath(file.path)
        do throws(ReportFailure) {
          let sample = try LogSample.firstLines(of: path)
          if sample.isEmpty { continue }
          add(sample, file.path, source.labelled(for: path, slot: path), key, now)
          break
        } catch {
          warn(key, "\(error)")
        }
      }
    }
  }

  private mutating func warn(_ key: String, _ message: String) {
    problems.append(
      Problem(severity: .warning, keyPath: key, message: TerminalText.safe(message)))
  }

  private mutating func add(
    _ sample: [String], _ path: String, _ source: SourceSettings, _ key: String,
    _ now: Timestamp
  ) {
    var tally = SampleTally()
    var settings = source
    // To see whether ids repeat that nobody asks for.
    if source.duplicates == .auto { settings.duplicates = .on }
    var decoder = LineDecoder(settings: settings, dimensions: Dimension.history)
    var ids = SeenIDs(most: sample.count, seed: .random(in: 0 ... .max))
    var catalog = Catalog(dimensions: Dimension.history)
    for text in sample {
      guard let read = decoder.explain(Array(text.utf8), now: now, catalog: &catalog)
      else { continue }
      tally.add(text, read)
      var event = read.line
      guard read.outcome == .event, ids.part(&event.line, event.id) != .call else { continue }
      let isOwn = [.native, .pythonRepr, .fields].contains(event.format)
      if isOwn, source.duplicates == .auto { tally.repeatedOwn += 1 } else { tally.repeated += 1 }
    }
    let lines = "\(sample.count) line\(sample.count == 1 ? "" : "s")"
    self.lines.append("\(TerminalText.safe(path)): of the first \(lines) \(tally.text)")
    // Text between the events is nothing unusual.
    guard tally.others > tally.events else { return }
    warn(
      key,
      "\(path): of the first \(lines) \(tally.events) are events"
        + (tally.look.map { "; the first that is none is \($0)" } ?? "")
        + "; spendwatch explain FILE:LINE says how a line is read")
  }
}

/// What the first lines of a source are.
private struct SampleTally {
  private var counts: [(name: String, count: Int)] = []
  private(set) var events = 0
  /// Lines that are neither events nor what goes with them in a format.
  private(set) var others = 0
  /// What the first of these looks like.
  private(set) var look: String?
  private var embedded = 0
  private var unreadable: String?
  var repeated = 0
  /// By the ids of the applications, that nobody asks for.
  var repeatedOwn = 0

  private mutating func count(_ name: String) {
    if let place = counts.firstIndex(where: { $0.name == name }) {
      counts[place].count += 1
    } else {
      counts.append((name, 1))
    }
  }

  mutating func add(_ text: String, _ read: LineExplanation) {
    switch read.outcome {
    case .event:
      events += 1
      count(read.format?.rawValue ?? "native")
      // A dict of Python stands after what a logger writes.
      if read.framing.contains("embedded"), read.format == .native { embedded += 1 }
      unreadable = unreadable ?? read.unreadableTime
    case .rejected(.notEvent) where read.format != nil:
      count("\(read.format?.rawValue ?? "") that is not a call of its own")
    case .rejected(let reason):
      others += 1
      // What an object without a cost looks like says why; one with a bad cost looks right.
      look =
        look
        ?? ([.notEvent, .notJSON, .notObject].contains(reason)
          ? UnknownObject.describe(text.utf8) : "\(reason.rawValue): \(reason.words)")
      count(reason.rawValue)
    case .text:
      others += 1
      look = look ?? UnknownObject.describe(text: text.utf8)
      count("text")
    case .blank: break
    }
  }

  /// `4 native, 1 text`, and what is to be known about them.
  var text: String {
    let parts = counts.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    var text = parts.isEmpty ? "none says anything" : parts
    if embedded > 0 {
      text +=
        "; \(embedded) inside of other text: who can write text into this file can write events (framing: "
        + "none with format: native turns that off)"
    }
    if repeated > 0 {
      text +=
        repeated == 1
        ? "; 1 repeats a call, and counts only what it costs more"
        : "; \(repeated) repeat calls, and count only what they cost more"
    }
    if repeatedOwn > 0 {
      text +=
        "; \(repeatedOwn) with the event_id of one before: each counts, unless duplicates: on counts a call once"
    }
    if let unreadable { text += "; \(TimeForm.advice(unreadable))" }
    return text
  }
}
