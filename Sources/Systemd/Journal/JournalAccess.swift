import Glibc

/// Whether this process may read the journal of this machine. libsystemd leaves out files that it
/// may not open without a word; a reader would then take a journal that it cannot see for one in
/// which nothing happens.
enum JournalAccess {
  /// Where journald keeps its files: on disk, and in memory.
  static let directories = ["/var/log/journal", "/run/log/journal"]

  /// Whether a journal that journald writes now can be read everywhere it has one.
  static func isComplete() -> Bool {
    guard let machine = machineID() else { return true }
    let files = directories.map { $0 + "/" + machine + "/system.journal" }
    return files.allSatisfy { unsafe access($0, R_OK) == 0 || errno != EACCES }
  }

  private static func machineID() -> String? {
    guard let file = unsafe fopen("/etc/machine-id", "re") else { return nil }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 32)
    guard unsafe fread(&bytes, 1, bytes.count, file) == bytes.count else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
