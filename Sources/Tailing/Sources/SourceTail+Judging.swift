import SpendCore

/// Deciding what unknown files are. The matcher decides; here files are opened for it, and what it
/// says is carried out before it is asked about the next one.
extension SourceTail {
  private static let openAtOnce = 32

  func judge(_ unknown: [Candidate], _ findings: inout Findings) {
    // Most looks find nothing unknown. What the matcher is to know of thousands of generations is
    // not gathered for them.
    if unknown.isEmpty { return }
    // One that is renamed before it is open may be what others are to be compared with. Where
    // there are many, as before the first look, nothing is known yet.
    if unknown.count <= Self.openAtOnce {
      for candidate in unknown { _ = opener.open(candidate, &findings) }
      if findings.mustLookAgain { return }
    }
    number(unknown, findings)
    defer { _ = context.reserveNumbers(0) }
    var matcher = GenerationMatcher(generations.map { KnownGeneration($0) }, circumstances)
    // Others may stand for these. There may be thousands of files and of generations, and hardly
    // ever one of them.
    let borrowers = generations.filter(\.isBorrower)
    var undecided = unknown
    for phase in GenerationMatcher.Phase.allCases {
      undecided = phase.inOrder(undecided, by: \.file).filter {
        !phase.includes($0.file) || !decide($0, in: phase, borrowers, &matcher, &findings)
      }
    }
    for candidate in unknown where candidate.isDamaged {
      judgeDamaged(candidate, findings, &matcher)
    }
  }

  /// Generations are read in the order of their numbers, and not in that in which it is decided
  /// what each file is.
  private func number(_ unknown: [Candidate], _ findings: Findings) {
    let wanted = Set(unknown.map(ObjectIdentifier.init))
    var number = context.reserveNumbers(unknown.count)
    // Those that are known say which way the numbers in the names go.
    for index in ReadingOrder.indices(of: findings.candidates.map(\.file)) {
      let candidate = findings.candidates[index]
      guard wanted.contains(ObjectIdentifier(candidate)) else { continue }
      candidate.number = number
      number += 1
    }
  }

  var circumstances: GenerationMatcher.Circumstances {
    .init(
      now: context.now, sealQuietSeconds: context.options.sealQuietSeconds,
      isOnce: context.options.isOnce, firstNewNumber: context.nextNumber)
  }

  /// Decides about a file and carries it out. False: the phase decides nothing about it.
  private func decide(
    _ candidate: Candidate, in phase: GenerationMatcher.Phase, _ borrowers: [Generation],
    _ matcher: inout GenerationMatcher, _ findings: inout Findings
  ) -> Bool {
    if findings.isChecking { return true }
    guard opener.open(candidate, &findings), let reader = candidate.reader else { return true }
    do throws(FileError) {
      guard var verdict = try matcher.verdict(on: candidate.file, in: phase, reader) else {
        return false
      }
      if case .repeats(let number, let base) = verdict,
        !settling.isGoingOn(candidate.facts.identity, base, at: context.monotonic)
      {
        verdict = .new(base: base ?? 0, of: number)
      }
      if phase != .succession,
        isToBeReadFirst(before: candidate, verdict, matcher) || isUnsettled(candidate, verdict)
      {
        try carryOut(.later, candidate, reader, [])
        return true
      }
      defer { update(&matcher, after: verdict, candidate) }
      try carryOut(verdict, candidate, reader, borrowers)
      switch verdict {
      // It may go on as it began, or otherwise.
      case .repeats, .copy, .later: break
      default: settling.settled(candidate.facts.identity)
      }
    } catch {
      if error.isUnfinished {
        opener.postponeComparison(of: candidate, &findings)
        return true
      }
      if error.isChangedMeanwhile {
        markChanged(at: error.path, &matcher)
      } else {
        noteFailure(error, at: candidate.path)
      }
      findings.decideNothing()
      reader.close()
    }
    return true
  }

  /// Tells the matcher of what a verdict changed: the generation it is about, and those begun
  /// because of it. All others are as they were, and there may be thousands.
  private func update(
    _ matcher: inout GenerationMatcher, after verdict: FileVerdict, _ candidate: Candidate
  ) {
    if let number = verdict.number {
      if let generation = generation(number) {
        matcher.update(KnownGeneration(generation))
      } else {
        matcher.forget(number)
      }
    }
    if let begun = candidate.number.flatMap({ generation($0) }) {
      matcher.update(KnownGeneration(begun))
    }
    let firstRest = generations.firstIndex(notBefore: context.firstUnreserved, \.number)
    for generation in generations[firstRest...] { matcher.update(KnownGeneration(generation)) }
  }

  /// A file at this path changed while others were compared with it.
  private func markChanged(at path: FilePath, _ matcher: inout GenerationMatcher) {
    for generation in generations
    where generation.path == path && generation.reader != nil && !generation.isCompressed {
      checkAnchor(generation)
      matcher.update(KnownGeneration(generation))
    }
  }
}
