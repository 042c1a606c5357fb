import SpendCore

/// Decides which file on disk is which known generation, by content and circumstances.
///
/// Events without an id can make two files equal that are not copies. So content is believed only
/// as far as circumstances support it: a name that says so (`F.1` and `F.1.gz`), a generation that
/// lacks its file, or content whose lines are distinct.
///
/// A value that is asked and answers: it changes no generation and no file, opens nothing and says
/// nothing. ``SourceTail`` asks for one verdict after the other, carries each out and tells the
/// matcher what changed by that.
struct GenerationMatcher {
  /// The order in which files are decided about.
  enum Phase: CaseIterable {
    /// A file that evidently took over from the one before it settles where that one is, before
    /// backups of it are looked at.
    case succession
    /// Then what gives a generation its file back, before others are compared with that.
    case returning
    case everythingElse
  }

  /// What a verdict depends on besides the files.
  struct Circumstances {
    var now: Timestamp
    var sealQuietSeconds: Double
    /// A run that ends by itself: nothing can be put off.
    var isOnce: Bool
    /// Generations from this number on were first seen by the look under way.
    var firstNewNumber: UInt64
  }

  /// Ascending by number.
  private(set) var generations: [KnownGeneration]
  let circumstances: Circumstances
  private(set) var index: GenerationIndex

  init(_ generations: [KnownGeneration], _ circumstances: Circumstances) {
    self.generations = generations
    self.circumstances = circumstances
    index = GenerationIndex(generations, firstNewNumber: circumstances.firstNewNumber)
  }

  subscript(number: UInt64) -> KnownGeneration? {
    let index = generations.firstIndex(notBefore: number, \.number)
    guard index < generations.count, generations[index].number == number else { return nil }
    return generations[index]
  }

  /// Takes in what became of a generation, or one that was begun.
  mutating func update(_ known: KnownGeneration) {
    let position = generations.firstIndex(notBefore: known.number, \.number)
    if position < generations.count, generations[position].number == known.number {
      index.remove(generations[position])
      generations[position] = known
    } else {
      generations.insert(known, at: position)
    }
    index.insert(known)
  }

  mutating func forget(_ number: UInt64) {
    if let known = self[number] { index.remove(known) }
    generations.removeAll { $0.number == number }
  }

  /// What a file is, as far as a phase decides that; nil: a later phase does.
  func verdict(
    on candidate: MatchCandidate, in phase: Phase, _ reader: any ContentReader
  ) throws(FileError) -> FileVerdict? {
    switch phase {
    case .succession: return try verdictOnSuccession(candidate, reader)
    case .returning:
      let verdict = try verdict(on: candidate, reader)
      switch verdict {
      case .continues: return verdict
      case .new(let base, _): return try returning(candidate, reader, beyond: base)
      default: return nil
      }
    case .everythingElse:
      let verdict = try verdict(on: candidate, reader)
      guard case .new(let base, _) = verdict else { return verdict }
      return try rewriting(candidate, reader, beyond: base) ?? verdict
    }
  }

  private func verdict(
    on candidate: MatchCandidate, _ reader: any ContentReader
  ) throws(FileError) -> FileVerdict {
    switch candidate.role {
    case .current: return try verdictOnCurrent(candidate, reader)
    case .rotated: return try verdictOnRotated(candidate, reader)
    case .formerPlace:
      // Nothing new is looked for there.
      let verdict = try verdictOnRotated(candidate, reader)
      if case .continues = verdict { return verdict }
      return .later
    }
  }

  /// Those with which a file may have something in common. Where thousands of files are found
  /// together, nothing is consumed of any yet, and to read each for each other would take hours.
  func comparable(with reader: any ContentReader) throws(FileError) -> [KnownGeneration] {
    guard index.hasUnread else { return generations }
    return index.comparable(with: try reader.prefixHashes()).compactMap { self[$0] }
  }

  /// How far a file begins with what each of the generations consumed, in one pass over the file.
  func matches(in reader: any ContentReader) throws(FileError) -> [PrefixMatch] {
    try Self.matches(of: generations, in: reader)
  }

  static func matches(
    of generations: [KnownGeneration], in reader: any ContentReader
  ) throws(FileError) -> [PrefixMatch] {
    // Of thousands of new files nothing is consumed yet; their fingerprints need not be copied.
    let consumed = generations.indices.filter { generations[$0].offset > 0 }
    let found = try Fingerprint.matches(
      consumed.map { generations[$0].stored.fingerprint }, in: reader)
    var matches = [PrefixMatch](repeating: .none, count: generations.count)
    for (index, match) in zip(consumed, found) { matches[index] = match }
    return matches
  }
}

extension GenerationMatcher.Phase {
  /// Whether the phase decides about such files at all; others need not be open for it.
  func includes(_ candidate: MatchCandidate) -> Bool {
    self != .succession || candidate.role == .current && candidate.predecessor == nil
  }

  /// The files in the order in which the phase decides about them.
  func inOrder<File>(_ files: [File], by candidate: (File) -> MatchCandidate) -> [File] {
    guard self != .succession else { return files }
    return files.sorted { MatchCandidate.isDecidedBefore(candidate($0), candidate($1)) }
  }
}
