import FoundationEssentials
import Glibc
import SpendCore
import Status
import Testing

/// A program whose events are numbered: each has a feature and a cost of its own, so that a loss
/// and a duplicate cannot cancel. File names are relative to its directory.
final class NumberedProgram {
  static let log = "cost_events.jsonl"

  let program: Program
  private(set) var count = 0

  init(source: String = log, rotated: String = "[]") throws {
    program = try Program(
      configuration: """
        sources: [{ path: "\(source)", rotated: \(rotated) }]
        budgets: [{ name: all, per: [], monthly: 1000 }]
        """)
  }

  // MARK: Events

  /// The next events, as text that still is to be written.
  func lines(_ number: Int = 1) -> String {
    var text = ""
    for _ in 0..<number {
      // 1 nano for the first, 2 for the second, and so on.
      let digits = String(count + 1)
      let cost = "0." + String(repeating: "0", count: 9 - digits.count) + digits
      text += eventLine("e\(count)", cost: cost)
      count += 1
    }
    return text
  }

  func append(_ number: Int = 3, to name: String = log) { program.append(name, lines(number)) }

  // MARK: Files

  func move(_ from: String, _ to: String) { rename(program.path(from), program.path(to)) }
  func remove(_ name: String) { unlink(program.path(name)) }
  func cut(_ name: String = log) { truncate(program.path(name), 0) }

  func copy(_ from: String, _ to: String) {
    unlink(program.path(to))
    program.append(to, program.read(from))
  }

  /// What logrotate does: `.1` becomes `.2`, the file becomes `.1`.
  func rotate() {
    shift()
    move(Self.log, Self.log + ".1")
  }

  func copyTruncate() {
    shift()
    copy(Self.log, Self.log + ".1")
    cut()
  }

  private func shift() {
    for number in (1..<9).reversed() {
      for ending in ["", ".gz"] {
        move("\(Self.log).\(number)\(ending)", "\(Self.log).\(number + 1)\(ending)")
      }
    }
  }

  /// Compresses as gzip(1) does, but keeps the plain file.
  func compress(_ name: String) {
    let command = "gzip -c '\(program.path(name))' >> '\(program.path(name)).gz'"
    #expect(Shell.run(command) == 0)
  }

  // MARK: What is counted

  /// nil when every event is counted once; else what is wrong.
  ///
  /// - Parameter hasEdits: an end may be declared as unverified.
  func difference(_ status: StatusReport?, hasEdits: Bool = false) -> String? {
    guard let status else { return "no status" }
    let counted = Dictionary(
      uniqueKeysWithValues: status.totals.features.map { ($0.name, $0.events) })
    let missing = (0..<count).filter { counted["e\($0)"] == nil }
    let twice = counted.filter { $0.value != 1 }.keys.sorted()
    let spend = Int64(count * (count + 1) / 2)
    guard missing.isEmpty, twice.isEmpty, counted.count == count,
      status.totals.spend.nano == spend, status.totals.gaps == 0,
      hasEdits || status.totals.unverifiedEnds == 0
    else {
      return "missing \(missing), twice \(twice), \(counted.count) features of \(count), gaps"
        + " \(status.totals.gaps), unverified \(status.totals.unverifiedEnds)"
    }
    return nil
  }

  /// Waits until every event is counted and committed.
  func isComplete() async -> Bool {
    await eventually {
      guard let status = self.program.status, status.isReady,
        status.totals.events >= self.count
      else { return false }
      return status.sources.allSatisfy { $0.committedOffset == $0.offset && $0.lagBytes == 0 }
    }
  }
}

enum Shell {
  /// Exit status of a command that is run by sh.
  static func run(_ command: String) -> Int32 {
    var child: pid_t = 0
    let words = ["/bin/sh", "-c", command]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    guard posix_spawn(&child, "/bin/sh", nil, nil, &arguments, environ) == 0 else { return -1 }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return (status >> 8) & 0xFF
  }
}
