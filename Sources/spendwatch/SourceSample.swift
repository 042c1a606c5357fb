import SpendConfiguration
import SpendCore
import Terminal

/// What `check` makes of the first lines of each source.
enum SourceSample {
  private static let mostLines = 200

  /// A line a source; nothing of those that have no file yet, or are journals.
  static func lines(_ configuration: Configuration, now: Timestamp) -> [String] {
    configuration.sources.compactMap { source in
      guard case .file(let pattern, _) = source.origin else { return nil }
      for file in HostAccess.system(environment: [:]).files(pattern) {
        let sample = LogSample(files: [FilePath(file.path)]).lines
        let path = FilePath(file.path)
        let settings = source.labelled(for: path, slot: path)
        if !sample.isEmpty { return line(file.path, settings, sample.prefix(mostLines), now) }
      }
      return nil
    }
  }

  private static func line(
    _ path: String, _ source: SourceSettings, _ sample: ArraySlice<String>, _ now: Timestamp
  ) -> String {
    var settings = source
    // To see whether ids repeat that nobody asks for.
    if source.duplicates == .auto { settings.duplicates = .on }
    var decoder = LineDecoder(settings: settings, dimensions: Dimension.history)
    var ids = SeenIDs(most: mostLines, seed: .random(in: 0 ... .max))
    var repeated = 0
    var repeatedOwn = 0
    var catalog = Catalog(dimensions: Dimension.history)
    var counts: [(name: String, count: Int)] = []
    func count(_ name: String) {
      if let index = counts.firstIndex(where: { $0.name == name }) {
        counts[index].count += 1
      } else {
        counts.append((name, 1))
      }
    }
    var embedded = 0
    var unreadable: String?
    for text in sample {
      guard let read = decoder.explain(Array(text.utf8), now: now, catalog: &catalog)
      else { continue }
      switch read.outcome {
      case .event:
        count(read.format?.rawValue ?? "native")
        // A dict of Python stands after what a logger writes.
        if read.framing.contains("embedded"), read.format == .native { embedded += 1 }
        unreadable = unreadable ?? read.unreadableTime
        var event = read.line
        guard ids.part(&event.line, event.id) != .call else { continue }
        let isOwn = [.native, .pythonRepr, .fields].contains(event.format)
        if isOwn, source.duplicates == .auto { repeatedOwn += 1 } else { repeated += 1 }
      case .rejected(.notEvent) where read.format != nil:
        count("\(read.format?.rawValue ?? "") that is not a call of its own")
      case .rejected(let reason): count(reason.rawValue)
      case .text: count("text")
      case .blank: break
      }
    }
    let parts = counts.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    var line =
      "\(TerminalText.safe(path)): of the first \(sample.count) line\(sample.count == 1 ? "" : "s") "
      + (parts.isEmpty ? "none says anything" : parts)
    if embedded > 0 {
      line +=
        "; \(embedded) inside of other text: who can write text into this file can write events (framing: "
        + "none with format: native turns that off)"
    }
    if repeated > 0 {
      line +=
        repeated == 1
        ? "; 1 repeats a call, and counts only what it costs more"
        : "; \(repeated) repeat calls, and count only what they cost more"
    }
    if repeatedOwn > 0 {
      line +=
        "; \(repeatedOwn) with the event_id of one before: each counts, unless duplicates: on counts a call once"
    }
    if let unreadable { line += "; \(TimeForm.advice(unreadable))" }
    return line
  }
}
