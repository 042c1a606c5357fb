import Glibc

/// Journal files for a test, written by systemd's own `systemd-journal-remote` from its export
/// format.
struct JournalFiles {
  static let tool = "/lib/systemd/systemd-journal-remote"
  static var isAvailable: Bool { access(tool, X_OK) == 0 }

  static let firstBoot = String(repeating: "1", count: 32)
  static let secondBoot = String(repeating: "2", count: 32)
  static let start: UInt64 = 1_795_270_805_000_000

  let directory: String

  /// Appends entries to a file; each is a time in seconds, a unit, and a message (nil: none).
  func append(
    _ entries: [(second: UInt64, unit: String, message: String?)],
    file: String = "system.journal", boot: String = firstBoot
  ) throws {
    var text: [UInt8] = []
    for entry in entries {
      let microseconds = entry.second * 1_000_000
      text += "__REALTIME_TIMESTAMP=\(Self.start + microseconds)\n".utf8
      text += "__MONOTONIC_TIMESTAMP=\(microseconds)\n_BOOT_ID=\(boot)\n".utf8
      text += "_SYSTEMD_UNIT=\(entry.unit)\n".utf8
      if let message = entry.message {
        // The binary form carries newlines: name, length as 64 bits little endian, bytes.
        text += "MESSAGE\n".utf8
        for shift in stride(from: 0, to: 64, by: 8) {
          text.append(UInt8(truncatingIfNeeded: message.utf8.count >> shift))
        }
        text += message.utf8
      } else {
        text += "OTHER=1".utf8
      }
      text += "\n\n".utf8
    }
    try feed(text, into: directory + "/" + file)
  }

  func remove(_ file: String) { unlink(directory + "/" + file) }

  private func feed(_ bytes: [UInt8], into path: String) throws {
    let input = path + ".export"
    let descriptor = Glibc.open(input, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw TestFailure(call: "open", code: errno) }
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      throw TestFailure(call: "write", code: errno)
    }
    close(descriptor)
    defer { unlink(input) }

    let status = try Program.run([Self.tool, "--output=" + path, input])
    guard status == 0 else { throw TestFailure(call: Self.tool, code: status) }
  }
}
