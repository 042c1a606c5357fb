import SpendCore

/// Files that several sources reach: by links at any place of a path, by bind mounts, by hard
/// links, or by two globs. The source that comes first in the configuration reads them; the others
/// pass them over. Where that changes (a link is turned, a source comes or goes), the generation of
/// the file goes with it, so that what was consumed is not consumed again.
extension SourceTail {
  /// Takes over the generations of files that another source has read, or one that is not
  /// configured any more. Bytes that are handed out there are waited for: they will be consumed
  /// there.
  ///
  /// - Complexity: O(generations of all sources), once an inventory in which files are unknown.
  func takeOverShared(_ findings: inout Findings) {
    guard context.tails.count > 1 || !context.dormant.isEmpty else { return }
    let known = Set(generations.compactMap { $0.facts?.identity })
    var unknown: [FileIdentity: FilePath] = [:]
    for candidate in findings.candidates where !known.contains(candidate.facts.identity) {
      unknown[candidate.facts.identity] = candidate.slot
    }
    guard !unknown.isEmpty else { return }
    for (name, list) in context.dormant where name != ExactText(key) {
      context.dormant[name] = takeOver(list, unknown) { _ in false }
    }
    for tail in context.tails where tail !== self {
      let kept = takeOver(Array(tail.generations), unknown) { generation in
        guard tail.chunks.servedGeneration === generation else { return false }
        findings.decideNothing()
        return true
      }
      tail.keeper.keep(kept)
    }
  }

  /// Returns those of a list that are not taken over: of other files, or kept for now.
  private func takeOver(
    _ list: [Generation], _ unknown: [FileIdentity: FilePath],
    unless isKept: (Generation) -> Bool
  ) -> [Generation] {
    list.filter { generation in
      guard let slot = slot(of: generation, unknown), !isKept(generation) else { return true }
      insert(generation, slot)
      return false
    }
  }

  private func slot(
    of generation: Generation, _ unknown: [FileIdentity: FilePath]
  ) -> FilePath? {
    generation.facts.flatMap { unknown[$0.identity] }
  }

  private func insert(_ generation: Generation, _ slot: FilePath) {
    generation.stored.slot = slot
    keeper.enlist(generation)
    generation.look = LookMarks()
    generation.touch()
    // Its own look was meant to come later in this turn.
    lookAt(generation)
    context.wantsCommit = true
  }
}
