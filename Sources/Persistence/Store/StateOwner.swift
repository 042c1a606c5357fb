import Glibc

/// Which configuration a state belongs to: without it two projects that both rely on the default
/// state directory add up each other's spend, and page for it (Semantics, Commands).
///
/// Kept in the marker beside the database, where commands can read it while the daemon runs. A
/// state of a version that did not note it takes the first configuration that starts it.
package enum StateOwner {
  static let prefix = "Configuration: "

  /// The path of the configuration; nil when there is no state, or it does not say, or this user
  /// may not look.
  package static func read(_ directory: String) -> String? {
    let paths = StatePaths(directory: directory)
    guard let bytes = try? FileCalls.head(of: paths.marker, count: 16_384) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let start = text.firstRange(of: "\n" + prefix) else { return nil }
    let path = text[start.upperBound...]
    return String(path.hasSuffix("\n") ? path.dropLast() : path)
  }

  /// - Throws: ``StateError/otherConfiguration(directory:owner:asked:)`` when a state belongs to
  ///   another configuration than the one that is asked for.
  package static func check(
    directory: String, configuration: String
  ) throws(StateError) {
    guard let owner = read(directory), !isSame(owner, configuration) else { return }
    throw .otherConfiguration(directory: directory, owner: owner, asked: configuration)
  }

  /// Also by another way to the same file.
  private static func isSame(_ a: String, _ b: String) -> Bool {
    if a == b { return true }
    guard let a = real(a), let b = real(b) else { return false }
    return a == b
  }

  private static func real(_ path: String) -> String? {
    guard let text = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }
}
