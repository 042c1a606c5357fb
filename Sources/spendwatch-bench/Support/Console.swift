import Glibc

/// Results to stdout, progress to stderr.
enum Console {
  static func out(_ text: String) { write(text + "\n", STDOUT_FILENO) }
  static func note(_ text: String) { write(text + "\n", STDERR_FILENO) }

  private static func write(_ text: String, _ descriptor: Int32) {
    try? Bytes.writeAll(Array(text.utf8), to: descriptor)
  }
}
