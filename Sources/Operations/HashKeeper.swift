package import Logging
package import Persistence
package import SpendCore
import Systemd

/// Finds, or makes, the key of hashed values, and brings the state to it (Semantics, Hashing).
package struct HashKeeper: Sendable {
  /// Why there is no key.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  private let file: HashKeyFile

  package init(stateDirectory: String) { file = HashKeyFile(directory: stateDirectory) }

  /// The configuration with hashes in place of values; as it is when nothing is hashed. Blocks on
  /// files.
  package func settle(_ configuration: Configuration) throws(Failure) -> Configuration {
    guard !configuration.hashedDimensions.isEmpty else { return configuration }
    if let key = configuration.hashKey { return try configuration.hashed(by: Self.bytes(key)) }
    let found: [UInt8]?
    do throws(StateError) { found = try file.read() } catch {
      throw Failure(description: "hash: \(error); \(Self.advice)")
    }
    guard let found else {
      throw Failure(
        description: "hash: there is no key \(file.path) (run makes it); \(Self.advice)")
    }
    return try configuration.hashed(by: found)
  }

  /// Why the key that there is cannot be read; nil when it can, or there is none yet.
  func whyUnreadable() -> String? {
    do throws(StateError) {
      _ = try file.read()
      return nil
    } catch { return "\(error)" }
  }

  private static let advice =
    "name the state directory with --state-dir, run this as the user of the daemon, or set hash_key"

  private static func bytes(_ secret: Secret) -> [UInt8] { Array(secret.reveal().utf8) }

  /// As ``settle(_:)``, for whoever holds the state: makes the key when there is none, and brings
  /// the state to hashes.
  ///
  /// - Parameter stored: what was loaded of it; loaded again if it is another by then.
  package func settle(
    _ configuration: Configuration, in store: StateStore, _ stored: inout StoredState,
    logger: Logger
  ) throws -> Configuration {
    var settled = configuration
    if !configuration.hashedDimensions.isEmpty {
      let key = try configuration.hashKey.map(Self.bytes) ?? file.read() ?? file.create()
      settled = try configuration.hashed(by: key)
    }
    let hashing = try StateHashing(stored, hash: settled.hash)
    if hashing.isOtherKey {
      logger.log(
        kind: .configurationWarning,
        "hash: the key is another one than before; groups of hashed values start anew, and what the "
          + "history has of them stays under the old hashes")
    }
    // What a rebuild sets aside stays as it is.
    if store.isNew, settled.hash != nil { try nameCopies(store, logger) }
    guard !hashing.changes.isEmpty || hashing.needsPurge else { return settled }
    try store.replace(hashing.changes)
    if hashing.needsPurge { try purge(store, hashing, logger) }
    stored = try store.load()
    return settled
  }

  private func purge(
    _ store: StateStore, _ hashing: StateHashing, _ logger: Logger
  ) throws(StateError) {
    try store.purge()
    try store.replace([hashing.done])
    let names = hashing.dimensions.joined(separator: ", ")
    logger.log(
      kind: .configurationWarning,
      "hash: the state has no plain values of \(names.isEmpty ? "hashed dimensions" : names) any more; "
        + "the groups of budgets on them start anew")
    try nameCopies(store, logger)
  }

  private func nameCopies(_ store: StateStore, _ logger: Logger) throws(StateError) {
    let copies = try store.olderCopies()
    guard !copies.isEmpty else { return }
    logger.log(
      kind: .configurationWarning,
      "hash: older copies of the state may still have plain values; remove them when nobody needs "
        + "them: \(copies.joined(separator: ", "))")
  }
}
