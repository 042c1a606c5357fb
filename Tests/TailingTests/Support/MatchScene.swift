import SpendCore
import Testing

@testable import Tailing

/// A file, the generations that are known, and what the matcher is to make of the file.
struct MatchScene: Sendable, CustomTestStringConvertible {
  /// A generation in a few words; its file has no name and is closed if nothing else is said.
  struct Known: Sendable {
    var number: UInt64 = 1
    /// What is, or was, in its file.
    var content: [UInt8]
    /// Bytes that are consumed.
    var read: Int
    /// Bytes that were seen of it, if its file held more once.
    var seen = 0
    var state = GenerationState.draining
    var isFound = false
    var isOpen = false
    var isAdopted = false
    var isChanged = false
    var isCompressed = false
    var isRemainder = false
    var base: Int64 = 0
    var path: FilePath = "/log/f.1"
    var slot: FilePath = "/log/f"
    var birth: Int64 = 100
    var modified: Int64 = 500
    var copies: [FilePath] = []
    /// What the open file holds by now, if it is something else.
    var contentNow: [UInt8]?
  }

  /// A file; born before the generations, and not written to for a long time.
  struct File: Sendable {
    var content: [UInt8]
    var path: FilePath = "/log/f.2"
    var slot: FilePath = "/log/f"
    var role = MatchCandidate.Role.rotated
    var birth: Int64 = 50
    var modified: Int64 = 500
    var predecessor: UInt64?
    var original: UInt64?
  }

  var testDescription: String
  var file: File
  var known: [Known]
  var phase = GenerationMatcher.Phase.everythingElse
  /// Seconds since the file was written to.
  var age: Int64 = 1000
  var isOnce = false
  var firstNewNumber: UInt64 = 100
  var verdict: FileVerdict?

  init(
    _ description: String, _ file: File, _ known: Known..., is verdict: FileVerdict?,
    _ edit: (inout MatchScene) -> Void = { _ in }
  ) {
    testDescription = description
    self.file = file
    self.known = known
    self.verdict = verdict
    edit(&self)
  }

  var matcher: GenerationMatcher {
    GenerationMatcher(
      known.map(\.value),
      .init(
        now: Timestamp(microseconds: age * 1_000_000), sealQuietSeconds: 30, isOnce: isOnce,
        firstNewNumber: firstNewNumber))
  }

  func decide() throws -> FileVerdict? {
    try matcher.verdict(on: file.value, in: phase, MemoryReader(file.content))
  }
}

extension MatchScene.Known {
  var value: KnownGeneration {
    var stored = StoredGeneration(
      slot: slot, path: path, state: state, at: Timestamp(microseconds: 0))
    content[..<read].withUnsafeBytes { stored.fingerprint.append($0) }
    if read == 0, let head = try? MemoryReader(content).head(atMost: ChunkLayout.small) {
      stored.head = head
    }
    stored.facts = FileFacts(
      identity: FileIdentity(device: 1, inode: number, birth: birth),
      size: Int64(content.count), modified: modified, changed: modified)
    stored.knownSize = Int64(seen)
    stored.base = base
    stored.isRemainder = isRemainder
    stored.isCompressed = isCompressed
    stored.copies = copies.map {
      KnownCopy(
        path: $0, facts: MatchScene.File(content: content, path: $0).value.facts,
        contentSize: Int64(content.count))
    }
    return KnownGeneration(
      number: number, stored: stored, reader: isOpen ? MemoryReader(contentNow ?? content) : nil,
      prefixes: read == 0 ? try? MemoryReader(content).prefixHashes() : nil,
      contentSize: Int64(isOpen ? content.count : read), isChanged: isChanged,
      look: LookMarks(isFound: isFound, isAdopted: isAdopted))
  }
}

extension MatchScene.File {
  var value: MatchCandidate {
    var value = MatchCandidate(
      path: path, slot: slot, role: role,
      facts: FileFacts(
        identity: FileIdentity(device: 1, inode: 1000, birth: birth), size: Int64(content.count),
        modified: modified, changed: modified))
    value.predecessor = predecessor
    value.original = original
    return value
  }
}

extension MatchScene {
  /// Lines of ten bytes, all different.
  static func lines(_ range: Range<Int>) -> [UInt8] {
    range.flatMap { number in
      let digits = String(number)
      return Array(("line " + String(repeating: "0", count: 4 - digits.count) + digits + "\n").utf8)
    }
  }

  static func lines(_ count: Int) -> [UInt8] { lines(0..<count) }

  /// Lines of ten bytes, all the same.
  static func same(_ count: Int) -> [UInt8] {
    (0..<count).flatMap { _ in Array("same line\n".utf8) }
  }
}
