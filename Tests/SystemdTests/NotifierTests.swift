import Glibc
import Testing

@testable import Systemd

@Suite("Telling systemd")
struct NotifierTests {
  @Test("every message is one datagram of assignments")
  func messages() throws {
    try withTemporaryDirectory { directory in
      let manager = try #require(TestSocket(path: directory + "/notify"))
      let notifier = Notifier(socket: manager.path)
      #expect(notifier.ready(status: "14 features"))
      #expect(manager.receive() == "READY=1\nSTATUS=14 features")
      #expect(notifier.status("support_qa 83 % of day"))
      #expect(manager.receive() == "STATUS=support_qa 83 % of day")
      #expect(notifier.stopping(status: "Stopping"))
      #expect(manager.receive() == "STOPPING=1\nSTATUS=Stopping")
      #expect(notifier.extendTimeout(.seconds(30)))
      #expect(manager.receive() == "EXTEND_TIMEOUT_USEC=30000000")
      #expect(notifier.extendTimeout(.milliseconds(1), status: "Reading"))
      #expect(manager.receive() == "EXTEND_TIMEOUT_USEC=1000\nSTATUS=Reading")
      #expect(notifier.watchdog())
      #expect(manager.receive() == "WATCHDOG=1")
      #expect(manager.receive() == nil)
    }
  }

  @Test("a reload carries the monotonic time of systemd's clock")
  func reloading() throws {
    try withTemporaryDirectory { directory in
      let manager = try #require(TestSocket(path: directory + "/notify"))
      var before = timespec()
      clock_gettime(CLOCK_MONOTONIC, &before)
      #expect(Notifier(socket: manager.path).reloading())
      var after = timespec()
      clock_gettime(CLOCK_MONOTONIC, &after)
      let lines = try #require(manager.receive()).split(separator: "\n")
      #expect(lines.count == 3)
      #expect(lines[0] == "RELOADING=1")
      let time = try #require(Int(lines[1].dropFirst("MONOTONIC_USEC=".count)))
      #expect(time >= before.tv_sec * 1_000_000 + before.tv_nsec / 1000)
      #expect(time <= after.tv_sec * 1_000_000 + after.tv_nsec / 1000)
      #expect(lines[2].hasPrefix("STATUS="))
    }
  }

  @Test("a status cannot smuggle in another assignment, and is bounded")
  func statusIsOneLine() throws {
    try withTemporaryDirectory { directory in
      let manager = try #require(TestSocket(path: directory + "/notify"))
      let notifier = Notifier(socket: manager.path)
      #expect(notifier.status("evil\nSTOPPING=1"))
      #expect(manager.receive() == "STATUS=evil\\nSTOPPING=1")
      #expect(notifier.status(String(repeating: "日", count: 4000)))
      let long = try #require(manager.receive())
      #expect(long.utf8.count <= "STATUS=".utf8.count + Notifier.maximumStatusBytes)
      #expect(long.hasSuffix("日…"))
    }
  }

  @Test("an abstract socket is reached too")
  func abstract() throws {
    let name = "@spendwatch-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    let manager = try #require(TestSocket(path: name))
    #expect(Notifier(socket: name).watchdog())
    #expect(manager.receive() == "WATCHDOG=1")
  }

  @Test(
    "without somebody to tell nothing happens",
    arguments: [
      nil, "", "/", "@", "relative", "/nobody/listens/here", "vsock:2:1",
      "/" + String(repeating: "x", count: 200),
    ])
  func nobody(socket: String?) {
    #expect(!Notifier(socket: socket).ready(status: "ready"))
  }

  @Test("a manager that does not read never blocks the daemon")
  func frozenManager() throws {
    try withTemporaryDirectory { directory in
      let manager = try #require(TestSocket(path: directory + "/notify"))
      let notifier = Notifier(socket: manager.path)
      var sent = 0
      while sent < 100_000, notifier.watchdog() { sent += 1 }
      #expect(sent < 100_000)
      #expect(manager.receive() == "WATCHDOG=1")
    }
  }

  @Test(
    "the watchdog is ours only if its process is",
    arguments: [
      (["WATCHDOG_USEC": "90000000"], Duration.seconds(90)),
      (["WATCHDOG_USEC": "90000000", "WATCHDOG_PID": "7"], .seconds(90)),
      (["WATCHDOG_USEC": "90000000", "WATCHDOG_PID": "8"], nil),
      (["WATCHDOG_USEC": "0"], nil), (["WATCHDOG_USEC": "-1"], nil),
      (["WATCHDOG_USEC": "x"], nil), ([:], nil),
    ] as [([String: String], Duration?)])
  func interval(environment: [String: String], expected: Duration?) {
    #expect(Notifier(environment: environment, processID: 7).watchdogInterval == expected)
  }
}
