import Operations
import Reporting
import SpendCore

/// Reads single lines as a source of a configuration would, and says which budgets they count in.
final class LineExplainer {
  /// What is said of a line.
  struct Explained {
    var reading: LineExplanation
    var budgets: [String]
    /// An earlier line is of the same call.
    var isDuplicate: Bool
  }

  private let configuration: Configuration?
  private var catalog: Catalog
  private var decoder: LineDecoder
  private let dimensions: [String]
  private var ids: SeenIDs

  /// - Parameter path: decides which source it is; the first, if it is of none.
  init(_ configuration: Configuration?, path: String?) {
    self.configuration = configuration
    let sources = configuration?.sources ?? []
    let own = path.flatMap { path in
      let here = Locations.currentDirectory()
      let whole = FilePath(path.hasPrefix("/") ? path : here + "/" + path)
      return Self.source(of: whole, named: path, sources)?.labelled(for: whole, slot: whole)
    }
    let settings =
      own ?? sources.first
      ?? SourceSettings(origin: .file(pattern: "", rotated: []), zones: ZoneFile.all)
    dimensions =
      configuration.map { Engine.dimensions(of: $0) } ?? Dimension.history + [Dimension.user]
    catalog = Catalog(dimensions: dimensions)
    ids = SeenIDs(
      most: configuration?.maxIDs ?? 2_000_000, seed: .random(in: 0 ... .max))
    decoder = LineDecoder(settings: settings, dimensions: dimensions)
  }

  private static func source(
    of path: FilePath, named name: String, _ sources: [SourceSettings]
  ) -> SourceSettings? {
    sources.first { source in
      guard case .file(let pattern, _) = source.origin else { return false }
      return pattern == name || pattern.hasSuffix("/" + name) || PathGlob(pattern).matches(path)
    }
  }

  /// Nil for a part of a line that goes on in another.
  func explain(_ text: [UInt8]) -> Explained? {
    guard
      let reading = decoder.explain(text, now: SystemClock.wall(), catalog: &catalog)
    else { return nil }
    var line = reading.line
    let part = reading.outcome == .event ? ids.part(&line.line, line.id) : .call
    return Explained(
      reading: reading, budgets: part == .nothing ? [] : budgets(of: reading),
      isDuplicate: part != .call)
  }

  /// Those of which a window is spent from when only this event is counted.
  private func budgets(of reading: LineExplanation) -> [String] {
    guard let configuration, reading.outcome == .event else { return [] }
    let engine = try? Engine(
      configuration: configuration, state: StoredState(), now: reading.line.time, hostName: "",
      digest: { $0 })
    guard var engine else { return [] }
    var effects: [Effect] = []
    for source in configuration.sources.indices {
      engine.step(.reachedEnd(source: source), at: reading.line.time, into: &effects)
    }
    var line = reading.line
    let symbols = dimensions.indices.map { index in
      let text = Array(catalog.text(catalog.symbol(of: line.series, dimension: index)).utf8)
      return unsafe text.withUnsafeBytes { unsafe engine.catalog.symbol(for: $0) }
    }
    line.series = unsafe symbols.withUnsafeBufferPointer { unsafe engine.catalog.series($0) }
    line.traits = []
    // Of nothing one would not see where it is counted.
    line.cost = max(line.cost, Money(nano: 1))
    engine.step(.lines(LineSlice([line]), source: 0), at: line.time, into: &effects)
    var names: [String] = []
    for row in engine.view(at: line.time).rows
    where row.spend > .zero && !names.contains(exactly: row.budget) {
      names.append(row.budget)
    }
    return names
  }
}

extension LineExplainer.Explained {
  var outcome: String {
    switch reading.outcome {
    case .event: "event"
    case .blank: "blank"
    case .text: "text"
    case .rejected(let reason): reason.rawValue
    }
  }

  var flags: [String] {
    Flags.names.filter { reading.flags.contains($0.flag) }.map(\.name)
  }

  /// A format says that it is none.
  var isNoCall: Bool {
    reading.outcome == .rejected(.notEvent) && reading.format != nil
  }

  static let noCall =
    "it is not a call of its own: it repeats what others cost, is not finished, or failed without tokens"

  var why: String? {
    if case .rejected(let reason) = reading.outcome {
      return isNoCall ? Self.noCall : reason.words
    }
    return reading.unreadableTime.map { TimeForm.advice($0) }
  }
}
