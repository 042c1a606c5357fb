import FoundationEssentials
import LinuxSystem
import SpendConfiguration
package import SpendCore

/// Keeps a copy of every price file that could be read, in the state directory: one that breaks, or
/// loses more than half of its models, is refused, and the last good one stays (Semantics, Prices).
/// A download that failed must not make calls unpriced.
package struct PriceKeeper: Sendable {
  /// Of the state.
  private let directory: String

  package init(stateDirectory: String) { directory = stateDirectory + "/prices" }

  /// The configuration with the tables that are in force, and what was refused, a line each. Blocks
  /// on files.
  package func settle(_ configuration: Configuration) -> (Configuration, refused: [String]) {
    settle(configuration, keeps: true)
  }

  /// As ``settle(_:)``, for who only looks at a state: keeps nothing.
  package func look(_ configuration: Configuration) -> (Configuration, refused: [String]) {
    settle(configuration, keeps: false)
  }

  private func settle(
    _ configuration: Configuration, keeps: Bool
  ) -> (Configuration, refused: [String]) {
    var refused: [String] = []
    var files: [PriceFileSettings] = []
    for file in configuration.priceFiles {
      var file = file
      let kept = kept(file.path)
      if let table = file.table, table.modelCount * 2 >= kept?.modelCount ?? 0, table.modelCount > 0
      {
        if keeps { keep(file.path) }
      } else if let kept {
        let why =
          file.table.map { "has \($0.modelCount) of the \(kept.modelCount) models that it had" }
          ?? "cannot be read"
        refused.append(
          "\(file.path): \(why); the last good prices of it stay (if the file is right, remove "
            + "\(copyPath(of: file.path)) and reload)")
        file.table = kept
      }
      files.append(file)
    }
    guard !refused.isEmpty else { return (configuration, []) }
    var configuration = configuration
    configuration.setPriceFiles(files)
    return (configuration, refused)
  }

  private func copyPath(of path: String) -> String {
    directory + "/" + SHA256.hex(Array(path.utf8)).prefix(32)
  }

  private func kept(_ path: String) -> PriceTable? {
    guard FileManager.default.fileExists(atPath: copyPath(of: path)) else { return nil }
    let table = PriceFile.read(copyPath(of: path)).table
    return table.flatMap { $0.modelCount > 0 ? $0.named(path) : nil }
  }

  /// What cannot be written is only missed the next time.
  private func keep(_ path: String) {
    let manager = FileManager.default
    guard let bytes = manager.contents(atPath: path),
      bytes != manager.contents(atPath: copyPath(of: path))
    else { return }
    try? manager.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try? bytes.write(to: URL(fileURLWithPath: copyPath(of: path)), options: .atomic)
  }
}
