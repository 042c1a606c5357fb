import Glibc

/// A path in which names may hold `*`, `?` and `[…]`, matched by fnmatch(3) name by name; `*`
/// does not cross a slash and does not match a leading dot.
struct Glob: Hashable, Sendable {
  let pattern: String
  private let names: [String]
  private let isAbsolute: Bool

  init(_ pattern: String) {
    self.pattern = pattern
    isAbsolute = pattern.hasPrefix("/")
    names = pattern.split(separator: "/").map(String.init)
  }

  static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == 0x5B }
  }

  var isLiteral: Bool { !Self.isPattern(pattern) }

  static func matches(_ name: String, _ pattern: String) -> Bool {
    fnmatch(pattern, name, FNM_PERIOD) == 0
  }

  /// Whether a path as a whole matches.
  func matches(path: String) -> Bool { fnmatch(pattern, path, FNM_PERIOD | FNM_PATHNAME) == 0 }

  /// Directories that exist now and hold what the last name may match. A directory that cannot
  /// be looked at goes to `failures`; missing ones are left out.
  func directories(
    _ fileSystem: any FileSystem, _ failures: inout [FileError]
  ) -> [String] {
    var found = [isAbsolute ? "/" : "."]
    for name in names.dropLast() {
      guard Self.isPattern(name) else {
        found = found.map { Self.join($0, name) }
        continue
      }
      var next: [String] = []
      for directory in found {
        do throws(FileError) {
          for each in try fileSystem.names(in: directory).sorted()
          where Self.matches(each, name) { next.append(Self.join(directory, each)) }
        } catch {
          if !error.isMissing { failures.append(error) }
        }
      }
      found = next
    }
    return found
  }

  /// The last name of the pattern.
  var lastName: String { names.last ?? "" }

  static func join(_ directory: String, _ name: String) -> String {
    directory == "/" ? "/" + name : directory == "." ? name : directory + "/" + name
  }

  static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
  }
}
