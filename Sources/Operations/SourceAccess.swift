import Glibc
import SpendConfiguration
package import SpendCore

/// Whether this process may read the sources of a configuration, and which group would let it.
package enum SourceAccess {
  package struct Obstacle: Hashable, Sendable {
    /// The file, or the directory on the way to it.
    package var path: String
    package var reason: String
    /// The group that may read it, where there is one.
    package var group: String?
  }

  package static func obstacles(_ configuration: Configuration) -> [Obstacle] {
    configuration.sources.flatMap { settings -> [Obstacle] in
      guard case .file(let pattern, _) = settings.origin else { return [] }
      return paths(pattern).compactMap(obstacle)
    }
  }

  /// The files that a pattern names; the pattern itself when there are none.
  private static func paths(_ pattern: String) -> [FilePath] {
    let found = HostAccess.systemPaths(pattern)
    return found.isEmpty ? [FilePath(pattern)] : found
  }

  private static func obstacle(_ path: FilePath) -> Obstacle? {
    func isDenied(_ path: FilePath, _ mode: Int32) -> Bool {
      unsafe path.withCString { unsafe access($0, mode) } != 0 && errno == EACCES
    }
    // From the root down, so that the first thing in the way is the one that is named.
    var directory = FilePath.root
    for part in path.names.dropLast() {
      directory = directory.appending(part)
      if isDenied(directory, X_OK) {
        return described(directory, permission: 0o010)
      }
    }
    if isDenied(path, R_OK) { return described(path, permission: 0o040) }
    // Rotated files are found by listing.
    return isDenied(directory, R_OK) ? described(directory, permission: 0o040) : nil
  }

  private static func described(_ path: FilePath, permission: UInt32) -> Obstacle {
    guard let group = group(of: path, permission: permission) else {
      return Obstacle(path: path.text, reason: "permission denied", group: nil)
    }
    return Obstacle(path: path.text, reason: "permission denied; group \(group) may", group: group)
  }

  /// The group of a path that may read it, or go through it. To be asked outside of the sandbox:
  /// inside, foreign groups have no names.
  package static func obstacle(at path: String) -> Obstacle {
    described(FilePath(path), permission: 0o050)
  }

  private static func group(of path: FilePath, permission: UInt32) -> String? {
    var status = stat()
    guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0,
      UInt32(status.st_mode) & permission != 0,
      let entry = unsafe getgrgid(status.st_gid), let name = unsafe entry.pointee.gr_name
    else { return nil }
    return unsafe String(cString: name)
  }

  /// The drop-in that gives the service the groups it lacks.
  package static func dropIn(for obstacles: [Obstacle]) -> String? {
    let groups = Set(obstacles.compactMap(\.group)).subtracting(["root"]).sorted()
    guard !groups.isEmpty else { return nil }
    return """
      # /etc/systemd/system/spendwatch.service.d/groups.conf, then: systemctl daemon-reload
      [Service]
      SupplementaryGroups=\(groups.joined(separator: " "))
      """
  }
}
