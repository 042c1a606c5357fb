import SpendCore

/// Where files of a source were found before, which its patterns may not lead to.
struct KnownPaths {
  struct Place {
    let path: FilePath
    let slot: FilePath
    let role: MatchCandidate.Role
  }

  /// Of which paths generations are known; the newest last.
  let slots: [FilePath]
  let places: [Place]
}
