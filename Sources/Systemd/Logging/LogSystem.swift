import Glibc
package import Logging

/// The log of the process: one queue, one thread, one sink. Made once at the start by
/// ``bootstrap(format:level:environment:)``; from then on every `Logger` of the process, those of
/// libraries too, writes through it.
package struct LogSystem: Sendable {
  package let output: LogOutput
  private let queue: LogQueue
  private let level: Logger.Level

  /// A log into any sink, without touching the process's `LoggingSystem`. Nil only when the process
  /// can have neither a thread nor a descriptor.
  package init?(output: LogOutput, sink: any LogSink, level: Logger.Level = .info) {
    guard let queue = LogQueue(sink: sink) else { return nil }
    self.output = output
    self.queue = queue
    self.level = level
  }

  /// Decides where entries go (nil: the journal if stderr goes to it, else text) and installs the
  /// backend. To be called once in a process, before the first `Logger` is made.
  package static func bootstrap(
    format: LogFormat?, level: Logger.Level, environment: [String: String]
  ) -> LogSystem? {
    let output = LogOutput.detect(format: format, environment: environment)
    guard let system = LogSystem(output: output, sink: standardSink(output), level: level) else {
      return nil
    }
    LoggingSystem.bootstrap { system.handler(label: $0) }
    return system
  }

  package func handler(label: String) -> DaemonLogHandler {
    DaemonLogHandler(label: label, level: level, queue: queue)
  }

  /// A logger with this log, whatever the process's `LoggingSystem` is.
  package func logger(label: String = DaemonLogHandler.programLabel) -> Logger {
    Logger(label: label) { handler(label: $0) }
  }

  /// Waits until everything is written, at most so long; false if something is left.
  @discardableResult
  package func flush(seconds: Double = 1) -> Bool { queue.flush(seconds: seconds) }

  /// How many entries were dropped since the start because nobody took them.
  package var droppedCount: Int { queue.droppedCount }

  private static func standardSink(_ output: LogOutput) -> any LogSink {
    switch output.format {
    case .text: TextLogSink(output: output) { writeToStderr($0) }
    case .json: JSONLogSink { writeToStderr($0) }
    case .journal:
      JournalLogSink(fallback: TextLogSink(output: output) { writeToStderr($0) })
    }
  }

  /// Writes all of it, across interruptions and short writes; what cannot be written is nobody's
  /// business any more.
  private static func writeToStderr(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = unsafe UnsafeRawBufferPointer(bytes)[...]
      while unsafe !rest.isEmpty {
        let base = unsafe UnsafeRawBufferPointer(rebasing: rest)
        let written = unsafe write(STDERR_FILENO, base.baseAddress, base.count)
        if written > 0 {
          unsafe rest = unsafe rest.dropFirst(written)
        } else if errno == EAGAIN {
          // Somebody made the terminal that is shared with us non-blocking.
          var request = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
          if unsafe poll(&request, 1, -1) < 0, errno != EINTR { return }
        } else if errno != EINTR {
          return
        }
      }
    }
  }
}
