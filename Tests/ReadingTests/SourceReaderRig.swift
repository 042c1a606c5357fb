import Foundation
import Reading
import SpendCore
import Tailing

/// A reader over files in a directory of its own, with a state in memory: lines are known by their
/// cost, each of which is there once.
final class SourceReaderRig {
  static let start = Timestamp(seconds: 1_780_000_000)
  private static let environment =
    Dimension.history.firstIndex(of: Dimension.environment) ?? 0
  let directory: String
  private(set) var sources: [SourceSettings]
  private var reader: SourceReader
  private var catalog = Catalog(dimensions: Dimension.history)
  private let options: SourceReader.Options
  private var records: [[UInt8]: [UInt8]] = [:]
  /// What is applied: costs, in the order in which they came, and where each came from.
  private(set) var applied: [(cost: Int64, time: Timestamp, source: Int)] = []
  /// The environments of what is applied.
  private(set) var environments: [String] = []
  private(set) var committedCount = 0
  private(set) var oversize = 0
  private(set) var rejected: [Rejection] = []
  private(set) var batches = 0
  /// Batches without anything to apply.
  private(set) var progress = 0
  private(set) var happenings: [SourceHappening] = []
  private var seconds: Double = 1000

  /// - Parameter pattern: of the only source, instead of one file each.
  init(sources count: Int, pattern: String? = nil, options: SourceReader.Options = .init()) throws {
    directory = NSTemporaryDirectory() + "reading-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let directory = directory
    sources = (0..<count).map {
      let name = pattern ?? "\($0).jsonl"
      return SourceSettings(origin: .file(pattern: "\(directory)/\(name)", rotated: []))
    }
    self.options = options
    reader = try SourceReader(
      sources: sources, dimensions: Dimension.history, options: options)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private var moment: Moment { Moment(now: Self.start, monotonicSeconds: seconds) }

  var status: [GenerationStatus] { reader.status() }

  /// Whether all of every source is read.
  var isAtEnd: Bool {
    for source in reader.sources where !reader.hasReachedEnd(source: source) { return false }
    return reader.hasReadAll
  }

  func path(_ source: Int) -> String { "\(directory)/\(source).jsonl" }

  static func line(cost: Int64, at time: Timestamp, padding: Int = 0) -> String {
    let digits = String(cost)
    let nano = String(repeating: "0", count: 9 - digits.count) + digits
    let text = String(repeating: "x", count: padding)
    return """
      {"timestamp":"\(time)","feature":"f\(cost % 7)","cost_usd":0.\(nano),"note":"\(text)"}

      """
  }

  func append(_ text: String, to source: Int) { append(text, to: "\(source).jsonl") }

  func append(_ text: String, to name: String) {
    let descriptor = open("\(directory)/\(name)", O_WRONLY | O_APPEND | O_CREAT, 0o644)
    defer { close(descriptor) }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Renames the file of a source to the next free number.
  func rotate(_ source: Int) {
    var number = 1
    while access("\(path(source)).\(number)", F_OK) == 0 { number += 1 }
    rename(path(source), "\(path(source)).\(number)")
  }

  func remove(_ source: Int) { unlink(path(source)) }

  /// Looks at everything, some seconds later.
  func look(after pause: Double = 6) {
    seconds += pause
    reader.reconcile(at: moment, catalog: &catalog)
  }

  /// Applies one batch. Nil: there is none. Otherwise whether it ended its window.
  func step() -> Bool? {
    guard let batch = reader.nextBatch(at: moment, catalog: &catalog) else { return nil }
    batches += 1
    switch batch.content {
    case .progress: progress += 1
    case .oversize: oversize += 1
    case .lines:
      for line in batch.lines {
        if case .rejected(let reason) = line.outcome { rejected.append(reason) }
        guard line.outcome == .event else { continue }
        applied.append((line.cost.nano, line.time, batch.source))
        let symbol = catalog.symbol(of: line.series, dimension: Self.environment)
        environments.append(catalog.text(symbol))
      }
    }
    let endsWindow = batch.endsWindow
    reader.applied(batch)
    return endsWindow
  }

  func readAll() {
    while true {
      while step() != nil {}
      guard reader.hasChanges else { return }
      commit()
      guard !reader.hasReadAll else { return }
    }
  }

  func invalidate() { reader.invalidate(catalog: &catalog) }

  /// Begins with an empty catalog.
  func restart() {
    invalidate()
    catalog = Catalog(dimensions: Dimension.history)
    reader.restart(dimensions: Dimension.history)
  }

  func reconfigure(_ kept: [Int]) {
    invalidate()
    catalog = Catalog(dimensions: Dimension.history)
    let directory = directory
    sources = kept.map {
      SourceSettings(origin: .file(pattern: "\(directory)/\($0).jsonl", rotated: []))
    }
    reader.reconfigure(sources: sources, dimensions: Dimension.history)
    look()
  }

  func commit() {
    happenings += reader.drainHappenings()
    for record in reader.changes() { records[record.key] = record.body }
    reader.committed()
    committedCount = applied.count
  }

  /// A new reader over the last commit.
  func kill() throws {
    applied.removeLast(applied.count - committedCount)
    environments.removeLast(environments.count - committedCount)
    catalog = Catalog(dimensions: Dimension.history)
    let stored = records.map { Record(kind: .generation, key: $0.key, body: $0.value) }
    reader = try SourceReader(
      sources: sources, dimensions: Dimension.history, records: stored, options: options)
    look()
  }
}
