package import SpendCore

extension SourceSettings {
  /// The unit whose journal is read; nil for files.
  package var journalUnit: String? {
    if case .journal(let unit) = origin { unit } else { nil }
  }

  /// What a person calls it: the pattern of its files, or `journal:UNIT`.
  package var place: String {
    switch origin {
    case .file(let pattern, _): pattern
    case .journal(let unit): "journal:\(unit)"
    }
  }
}
