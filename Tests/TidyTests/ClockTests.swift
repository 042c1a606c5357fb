import Testing

/// Time and chance come in as arguments. Who asks the machine for them is listed here, and for
/// what.
@Suite struct ClockTests {
  /// What reads a clock, waits for one, or draws a number.
  static let calls = [
    "clock_gettime", "gettimeofday", ".now()", "ContinuousClock", "SuspendingClock", "Date()",
    ".random(in", "SystemRandomNumberGenerator", "getrandom", "UUID()", "usleep", "nanosleep",
    "Task.sleep",
  ]

  /// A file, or a folder with all that is below it.
  static let places: [(path: String, reason: String)] = [
    ("Operations/SystemClock.swift", "the clocks of the daemon"),
    ("Operations/Engine+StateCopy.swift", "the seed of hash tables that strangers fill"),
    ("Daemon/Pipeline/Pipeline.swift", "the seed of hash tables that strangers fill"),
    ("Operations/Recount.swift", "the seed of hash tables that strangers fill"),
    ("Delivery/Mail/MailTransport.swift", "the end of a mail, for libcurl and its watchdog"),
    ("Delivery/Mail/SMTPSession.swift", "how long a mail server may take to answer"),
    ("Delivery/Service/DeliveryClock.swift", "the clock of the lanes"),
    ("Delivery/Service/DispatcherOptions.swift", "jitter, passed in to the lanes"),
    ("Delivery/Service/LoopTimer.swift", "timers of the event loop"),
    ("Delivery/Service/WallClock.swift", "the clock of the lanes"),
    ("Delivery/Transport/HTTPTransport.swift", "the end of a request; connections that idle"),
    ("Persistence/Copy/PrivateCopy.swift", "waits before it copies once more"),
    ("Persistence/Records/HashKeyFile.swift", "a secret"),
    ("Persistence/Store/StateLock.swift", "waits for a process that is about to end"),
    ("Systemd/Logging/LogQueue.swift", "how long journald may take"),
    ("Systemd/Logging/Timestamp+Clock.swift", "the time of a log entry"),
    ("Systemd/Notify/Duration+Clock.swift", "the time of a notification"),
    ("Systemd/Notify/Notifier.swift", "the time of a notification"),
    ("spendwatch/Commands/InitCommand.swift", "the seed of hash tables that strangers fill"),
    ("spendwatch/Commands/ReportCommand.swift", "the seed of hash tables that strangers fill"),
    ("spendwatch/Commands/StatusCommand.swift", "waits before it looks again"),
    ("spendwatch/Commands/SuggestCommand.swift", "the seed of hash tables that strangers fill"),
    ("spendwatch/Commands/VerifyCommand.swift", "waits before it counts again"),
    ("spendwatch/LineExplainer.swift", "the seed of hash tables that strangers fill"),
    ("spendwatch/OutboxChange.swift", "waits before it asks again"),
    ("spendwatch/SourceSample.swift", "the seed of hash tables that strangers fill"),
    ("spendwatch-bench/", "measures time, and tries other seeds each time"),
  ]

  private static let found: [(path: String, number: Int, call: String)] =
    SourceTree.sources.flatMap { file in
      file.code.flatMap { number, text in
        calls.filter { SourceTree.contains(text, $0) }.map { (file.path, number, $0) }
      }
    }

  @Test("Only the places for it read a clock, wait, or draw a number")
  func places() {
    for (path, number, call) in Self.found {
      let isPlace = Self.places.contains { path.hasPrefix("Sources/" + $0.path) }
      #expect(isPlace, "\(path):\(number) has \(call)")
    }
  }

  @Test("Every place still needs to be in the list")
  func everyPlaceIsNeeded() {
    for (path, reason) in Self.places {
      let isNeeded = Self.found.contains { $0.path.hasPrefix("Sources/" + path) }
      #expect(isNeeded, "\(path): \(reason)")
    }
  }
}
