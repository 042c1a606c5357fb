import Status
import Testing

/// Where the socket is.
@Suite struct SocketPathTests {
  @Test(
    "the socket is in the runtime directory, or else the state directory",
    arguments: [
      (String?.none, "/var/lib/spendwatch", "/var/lib/spendwatch/spendwatch.sock"),
      ("/run/spendwatch", "/var/lib/spendwatch", "/run/spendwatch/spendwatch.sock"),
      ("/run/a:/run/b", "/s", "/run/a/spendwatch.sock"), ("", "/s/", "/s/spendwatch.sock"),
      (nil, "/", "/spendwatch.sock"),
    ])
  func place(runtime: String?, state: String, expected: String) {
    #expect(SocketPath.path(runtimeDirectory: runtime, stateDirectory: state) == expected)
  }

  @Test("a path that no socket can have becomes a short one, always the same")
  func long() {
    let fits = "/" + String(repeating: "a", count: 107 - 1 - "/spendwatch.sock".utf8.count)
    let path = SocketPath.path(runtimeDirectory: nil, stateDirectory: fits)
    #expect(path == fits + "/spendwatch.sock")
    #expect(path.utf8.count == 107)
    let short = SocketPath.path(runtimeDirectory: nil, stateDirectory: fits + "b")
    #expect(short.hasPrefix("/tmp/spendwatch-") && short.hasSuffix(".sock"))
    #expect(short.utf8.count < 108)
    #expect(short == SocketPath.path(runtimeDirectory: nil, stateDirectory: fits + "b/"))
    #expect(short != SocketPath.path(runtimeDirectory: nil, stateDirectory: fits + "c"))
  }

  @Test("a command looks where a service would listen too")
  func candidates() {
    #expect(
      SocketPath.candidates(runtimeDirectory: nil, stateDirectory: "/var/lib/spendwatch") == [
        "/var/lib/spendwatch/spendwatch.sock", "/run/spendwatch/spendwatch.sock",
      ])
    #expect(
      SocketPath.candidates(runtimeDirectory: "/run/x", stateDirectory: "/home/a/s") == [
        "/run/x/spendwatch.sock", "/home/a/s/spendwatch.sock",
      ])
  }
}
