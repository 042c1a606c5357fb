/// Why a file could not be read, in the words of an error message.
package enum FileFailure: Error, Hashable, Sendable {
  case missing
  case denied
  case isDirectory
  /// Longer than the caller asked for.
  case tooLarge
  /// The system's own words.
  case other(String)

  package var text: String {
    switch self {
    case .missing: "does not exist"
    case .denied: "cannot be read: permission denied"
    case .isDirectory: "is a directory, not a file"
    case .tooLarge: "is too large"
    case .other(let reason): "cannot be read: \(reason)"
    }
  }
}
