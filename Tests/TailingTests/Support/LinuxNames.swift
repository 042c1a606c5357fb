import SpendCore
import Tailing

/// Names in a directory, for clearing up.
enum LinuxNames {
  static func names(_ directory: String) throws -> [String] {
    try LinuxFileSystem().names(in: FilePath(directory)).map(\.text)
  }
}
