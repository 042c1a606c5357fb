import Glibc
import SpendCore

/// A path in which names may hold `*`, `?` and `[…]`, matched by fnmatch(3) name by name; `*`
/// does not cross a slash and does not match a leading dot.
struct Glob: Hashable, Sendable {
  let pattern: FilePath
  private let names: [FilePath]

  init(_ pattern: FilePath) {
    self.pattern = pattern
    names = pattern.names
  }

  init(_ pattern: String) { self.init(FilePath(pattern)) }

  static func isPattern(_ text: FilePath) -> Bool {
    text.bytes.contains { "*?[".utf8.contains($0) }
  }

  var isLiteral: Bool { !Self.isPattern(pattern) }

  static func matches(_ name: FilePath, _ pattern: FilePath) -> Bool {
    matches(name, pattern, FNM_PERIOD)
  }

  /// Whether a path as a whole matches.
  func matches(path: FilePath) -> Bool {
    Self.matches(path, pattern, FNM_PERIOD | FNM_PATHNAME)
  }

  private static func matches(_ path: FilePath, _ pattern: FilePath, _ flags: Int32) -> Bool {
    pattern.withCString { pattern in path.withCString { fnmatch(pattern, $0, flags) == 0 } }
  }

  /// Directories that exist now and hold what the last name may match. A directory that cannot
  /// be looked at goes to `failures`; missing ones are left out.
  func directories(
    _ fileSystem: any FileSystem, _ failures: inout [FileError]
  ) -> [FilePath] {
    var found: [FilePath] = [pattern.isAbsolute ? .root : .here]
    for name in names.dropLast() {
      guard Self.isPattern(name) else {
        found = found.map { $0.appending(name) }
        continue
      }
      var next: [FilePath] = []
      for directory in found {
        do throws(FileError) {
          for each in try fileSystem.names(in: directory).sorted()
          where Self.matches(each, name) { next.append(directory.appending(each)) }
        } catch {
          if !error.isMissing { failures.append(error) }
        }
      }
      found = next
    }
    return found
  }

  /// The last name of the pattern.
  var lastName: FilePath { names.last ?? "" }
}
