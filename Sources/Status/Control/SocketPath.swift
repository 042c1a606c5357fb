import Glibc

/// Where the socket between the commands and the daemon is. Daemon and command work it out from the
/// same facts, so both have to ask with the same absolute paths.
package enum SocketPath {
  /// The group that may look: `adm`, which reads the logs of a machine; nil where there is none.
  package static var readers: UInt32? {
    var entry = unsafe group()
    var found: UnsafeMutablePointer<group>?
    // More than the longest line of a group that anybody has.
    var buffer = [CChar](repeating: 0, count: 1 << 20)
    guard unsafe getgrnam_r("adm", &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil
    else {
      return nil
    }
    return unsafe entry.gr_gid
  }

  static let name = "spendwatch.sock"
  /// `sun_path` of `unix(7)` has 108 bytes, the last of them for the end mark.
  static let maxBytes = 107

  /// `spendwatch.sock` in the runtime directory, or else the state directory; a short name in
  /// `/tmp` when that is too long for a socket.
  ///
  /// - Parameter runtimeDirectory: `$RUNTIME_DIRECTORY`; of a list (`a:b`) the first.
  package static func path(runtimeDirectory: String?, stateDirectory: String) -> String {
    let first = runtimeDirectory?.split(separator: ":").first.map(String.init)
    return shortened(inside: first ?? stateDirectory)
  }

  /// Every place where a command may find the daemon of a state directory, likeliest first:
  /// `$RUNTIME_DIRECTORY` is set for the service, but not in the shell of who asks.
  package static func candidates(
    runtimeDirectory: String?, stateDirectory: String
  ) -> [String] {
    var paths = [path(runtimeDirectory: runtimeDirectory, stateDirectory: stateDirectory)]
    let others = [
      path(runtimeDirectory: nil, stateDirectory: stateDirectory),
      stateDirectory.hasPrefix("/var/lib/")
        ? shortened(inside: "/run/" + stateDirectory.dropFirst("/var/lib/".count)) : nil,
    ]
    for case let other? in others where !paths.contains(other) { paths.append(other) }
    return paths
  }

  private static func shortened(inside directory: String) -> String {
    var directory = directory
    while directory.count > 1, directory.hasSuffix("/") { directory.removeLast() }
    let path = directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    guard path.utf8.count > maxBytes else { return path }
    // FNV-1a, 64 bits: only has to differ between the directories of one machine.
    let hash = path.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    let padding = String(repeating: "0", count: 16 - digits.utf8.count)
    return "/tmp/spendwatch-\(padding)\(digits).sock"
  }
}
