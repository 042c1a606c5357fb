import Glibc
import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// A tailer over a real directory, a state that survives it, and what was counted.
final class Rig {
  let disk: Disk
  let harness: TailHarness<String>
  private let clock: RigClock

  init(
    disk: Disk = Disk(), _ settings: [SourceSettings]? = nil,
    options: TailOptions = TailOptions(), fileSystem: any FileSystem = LinuxFileSystem()
  ) throws {
    let clock = RigClock()
    self.disk = disk
    self.clock = clock
    harness = try TailHarness(
      settings
        ?? [SourceSettings(origin: .file(pattern: disk.path("events.jsonl"), rotated: []))],
      options: options, fileSystem: fileSystem, now: { clock.now },
      known: { String(decoding: $0, as: UTF8.self) })
    harness.elapse = { clock.pass($0) }
    if let faults = fileSystem as? FaultyFileSystem { faults.clock = clock.shifted }
  }

  /// Hands in only part of each chunk, as a merge of several sources does.
  var bite: Int? {
    get { harness.bite }
    set { harness.bite = newValue }
  }

  var wantsCommit: Bool { harness.tailer.wantsCommitNow }
  /// The committed state.
  var records: [Record] { harness.records }
  var settings: [SourceSettings] { harness.settings }
  var counted: [String] { harness.account.lines }
  var oversize: Int { harness.account.oversize }
  /// Gaps that were said, and count.
  var gaps: Int { harness.account.gaps }
  var happenings: [TailHappening] { harness.happenings }
  var lastCommitBytes: Int { harness.lastCommitBytes }
  var status: [GenerationStatus] { harness.tailer.status() }
  var states: [GenerationState] { status.map(\.state) }
  var watchTargets: WatchTargets { harness.tailer.watchTargets }
  func problem(of source: Int = 0) -> FileError? { harness.tailer.problem(source: source) }
  func hasOtherFiles() -> Bool { harness.tailer.hasOtherFiles(source: 0) }
  func hasReachedEnd(_ source: Int = 0) -> Bool { harness.tailer.hasReachedEnd(source: source) }
  func isOpen(_ index: Int) -> Bool {
    harness.tailer.sources[0].generations[index].reader != nil
  }

  /// Whether the file of a generation is known and has no descriptor.
  func isResting(_ index: Int) -> Bool {
    harness.tailer.sources[0].generations[index].reader?.isResting == true
  }

  func reconfigure(_ settings: [SourceSettings]) { harness.reconfigure(settings) }
  func look() { harness.look() }
  func read(chunks: Int = .max) { harness.read(chunks: chunks) }
  func commit() { harness.commit() }
  func kill() throws { try harness.kill() }

  /// Time passes: files become old without anybody waiting.
  func pass(_ seconds: Double) {
    harness.monotonic += seconds
    clock.pass(seconds)
  }

  /// A turn that looks only where a hint says.
  func follow(_ hint: WatchHint) {
    harness.look(at: hint)
    read()
    commit()
  }

  /// One whole turn of the daemon, until nothing is left to do.
  func settle() { #expect(harness.settle(), "comes to rest") }

  /// Lines of a number, distinct and recognisable.
  static func lines(_ numbers: some Sequence<Int>) -> String {
    numbers.map { "{\"id\":\($0),\"pad\":\"\(String(repeating: "x", count: $0 % 90))\"}\n" }
      .joined()
  }

  func expectCounted(
    _ numbers: some Sequence<Int>, gaps: Int64 = 0, unverified: Int64 = 0,
    at location: SourceLocation = #_sourceLocation
  ) {
    let wanted = Self.lines(numbers).split(separator: "\n").map(String.init).sorted()
    let got = counted.sorted()
    if got != wanted {
      let missing = Set(wanted).subtracting(got)
      let extra = got.filter { !wanted.contains($0) }
      let twice = got.count - Set(got).count
      Issue.record(
        """
        missing \(missing.count) \(Array(missing.prefix(3))) \
        extra \(extra.prefix(3)) twice \(twice)
        """,
        sourceLocation: location)
    }
    let status = status
    #expect(status.reduce(0) { $0 + $1.gaps } == gaps, sourceLocation: location)
    #expect(
      status.reduce(0) { $0 + $1.unverifiedEnds } == unverified, sourceLocation: location)
  }
}
