import Glibc
import SpendCore
import Tailing
import Testing

/// Files whose names no text can spell.
extension Disk {
  func path(of name: FilePath) -> FilePath { FilePath(root).appending(name) }

  func append(_ name: FilePath, _ text: String) {
    let descriptor = path(of: name).withCString {
      open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    }
    #expect(descriptor >= 0)
    defer { close(descriptor) }
    Self.write(descriptor, Array(text.utf8))
  }

  func move(_ from: FilePath, _ to: FilePath) {
    let result = path(of: from).withCString { from in
      path(of: to).withCString { Glibc.rename(from, $0) }
    }
    #expect(result == 0)
  }

  /// Compresses as logrotate does.
  func compress(_ from: FilePath, to archive: FilePath) {
    move(from, "plain")
    compress("plain", "packed")
    move("packed", archive)
  }
}

extension FilePath {
  static func + (a: FilePath, b: String) -> FilePath { FilePath(bytes: a.bytes + Array(b.utf8)) }
}
