import Glibc

/// Where log entries go, decided once at the start. journald announces itself by `$JOURNAL_STREAM`,
/// the device and inode of the stream that it connected (systemd.exec(5)); only when stderr is
/// still that very stream may an entry be taken away from stderr and sent natively, or `spendwatch
/// 2>file` under systemd would leave the file empty.
package struct LogOutput: Hashable, Sendable {
  package var format: LogFormat
  /// Whether stderr is a stream of journald, which understands `<N>` in front of a line as its
  /// priority.
  package var isJournalStream: Bool
  /// Whether stderr is a terminal on which colours are welcome (`NO_COLOR` unset,
  /// https://no-color.org).
  package var hasColours: Bool

  package init(format: LogFormat, isJournalStream: Bool = false, hasColours: Bool = false) {
    self.format = format
    self.isJournalStream = isJournalStream
    self.hasColours = hasColours
  }

  /// The output for a wish (`nil`: the journal if stderr goes to it, else text).
  package static func detect(
    format: LogFormat?, environment: [String: String], descriptor: Int32 = STDERR_FILENO
  ) -> LogOutput {
    let isStream = isJournalStream(environment["JOURNAL_STREAM"], descriptor: descriptor)
    let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return LogOutput(
      format: format ?? (isStream ? .journal : .text), isJournalStream: isStream,
      hasColours: !isPlain && environment["TERM"] != "dumb" && isatty(descriptor) == 1)
  }

  /// Whether the descriptor is the file that `dev:inode` names, both decimal.
  package static func isJournalStream(_ announced: String?, descriptor: Int32) -> Bool {
    guard let parts = announced?.split(separator: ":", omittingEmptySubsequences: false),
      parts.count == 2, let device = UInt64(parts[0]), let inode = UInt64(parts[1])
    else { return false }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return false }
    return UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
  }
}
