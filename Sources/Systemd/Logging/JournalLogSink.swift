import CSystemd
import Glibc

/// Entries for journald, through `sd_journal_sendv` (sd_journal_print(3)). It blocks for as long as
/// journald does not read, which is why it runs on the log thread only. When journald cannot be
/// reached at all, the entry goes to `fallback`, in a daemon under systemd its stderr, which PID 1
/// keeps open across a restart of journald.
package struct JournalLogSink: LogSink {
  /// Sends one entry of `NAME=value` fields; false if it could not be handed over.
  package typealias Send = @Sendable ([[UInt8]]) -> Bool

  private let send: Send
  private let fallback: any LogSink

  package init(
    fallback: any LogSink, send: @escaping Send = { JournalLogSink.sendToJournal($0) }
  ) {
    self.fallback = fallback
    self.send = send
  }

  package func write(_ record: LogRecord) {
    if !send(JournalFields.fields(of: record)) { fallback.write(record) }
  }

  /// Where journald listens. `sd_journal_sendv` takes a missing socket for success (a system
  /// without journald), and the entry would be lost without a word.
  private static let socketPath = "/run/systemd/journal/socket"

  private static func sendToJournal(_ fields: [[UInt8]]) -> Bool {
    guard unsafe access(socketPath, F_OK) == 0 else { return false }
    // One block of memory for all fields, so that their addresses hold for the time of the call.
    var bytes = fields.flatMap { $0 }
    return unsafe bytes.withUnsafeMutableBytes { buffer in
      var offset = 0
      let vectors = unsafe fields.map { field in
        defer { offset += field.count }
        return unsafe iovec(
          iov_base: buffer.baseAddress?.advanced(by: offset), iov_len: field.count)
      }
      return unsafe sd_journal_sendv(vectors, Int32(vectors.count)) >= 0
    }
  }
}
