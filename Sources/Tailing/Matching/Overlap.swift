/// What a file and a generation have in common, and what the file would be because of that.
struct Overlap {
  let generation: KnownGeneration
  /// Bytes that both begin with.
  let common: Int64
  /// About this generation.
  let verdict: FileVerdict

  init(_ generation: KnownGeneration, common: Int64, _ verdict: FileVerdict) {
    self.generation = generation
    self.common = common
    self.verdict = verdict
  }

  var isCopy: Bool {
    if case .copy = verdict { return true }
    return false
  }

  var continues: Bool {
    if case .continues = verdict { return true }
    return false
  }
}
