/// Where records end up. `write` is called by the log thread only, one record at a time, and may
/// block for as long as it likes: nothing else waits for it.
package protocol LogSink: Sendable {
  func write(_ record: LogRecord)
}
