import Glibc
import SpendConfiguration
import SpendCore
import Testing

/// The real machine: files, modes, globs and zones.
@Suite("The real host")
struct HostAccessTests {
  /// Calls `body` with a new directory that is gone afterwards.
  func withDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/spendwatch-configuration-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    let directory = String(cString: made)
    defer {
      let names = [
        "alerts.yaml", "key", "a.jsonl", "file", "link", "fifo", "dangling", "loop", "stdout",
      ]
      for name in names { unlink(directory + "/" + name) }
      rmdir(directory)
    }
    try body(directory)
  }

  func write(_ text: String, to path: String, mode: mode_t = 0o600) throws {
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
    chmod(path, mode)
  }

  @Test("reads files up to a limit, and says why it cannot")
  func reading() throws {
    let system = HostAccess.system(environment: [:])
    try withDirectory { directory in
      let path = directory + "/key"
      try write("secret", to: path, mode: 0o640)
      #expect(try system.readFile(path, 6) == Array("secret".utf8))
      #expect(throws: FileFailure.tooLarge) { _ = try system.readFile(path, 5) }
      #expect(throws: FileFailure.missing) { _ = try system.readFile(path + "x", 5) }
      #expect(throws: FileFailure.missing) { _ = try system.readFile(path + "/x", 5) }
      #expect(throws: FileFailure.isDirectory) { _ = try system.readFile(directory, 5) }
      #expect(throws: FileFailure.tooLarge) { _ = try system.readFile("/dev/zero", 1 << 20) }
      #expect(system.mode(path) == 0o640)
      #expect(system.mode(path + "x") == nil)
    }
  }

  @Test("knows what a glob matches")
  func globs() throws {
    let system = HostAccess.system(environment: [:])
    try withDirectory { directory in
      #expect(!system.exists(directory + "/*.jsonl"))
      try write("", to: directory + "/a.jsonl")
      #expect(system.exists(directory + "/*.jsonl"))
      #expect(system.exists(directory + "/a.jsonl"))
      #expect(!system.exists(directory + "/b.jsonl"))
    }
  }

  @Test("a file that two sources reach is named with both, once a source")
  func shared() throws {
    try withDirectory { directory in
      try write("", to: directory + "/file")
      symlink(directory + "/file", directory + "/link")
      try write(
        """
        sources:
          - file
          - path: \(directory)/link
          - path: "\(directory)/[fl]i*"
        budgets: [{ feature: a, daily: 1 }]
        """, to: directory + "/alerts.yaml")
      let result = ConfigurationLoader(host: .system(environment: [:]))
        .load(path: directory + "/alerts.yaml")
      let shared = result.problems.filter { $0.message.contains("is also reached as") }
      #expect(result.configuration?.sources.count == 3 && shared.count == 2)
      #expect(shared.map(\.line) == [3, 4] && shared.allSatisfy { $0.severity == .warning })
      #expect(
        shared.first?.message
          == "'\(directory)/link' is also reached as '\(directory)/file' by the "
          + "source on line 2; it is counted once, there")
    }
  }

  @Test("what is no file is said with what it is")
  func obstacles() throws {
    try withDirectory { directory in
      let system = HostAccess.system(environment: [:])
      try write("x", to: directory + "/file")
      symlink(directory + "/file", directory + "/link")
      mkfifo(directory + "/fifo", 0o600)
      symlink(directory + "/nowhere", directory + "/dangling")
      symlink("loop", directory + "/loop")
      symlink("/dev/stdout", directory + "/stdout")
      let rows: [(name: String, words: String?)] = [
        ("file", nil), ("link", nil), ("nothing", nil), ("*.jsonl", nil),
        ("", "is a directory"), ("fifo", "is a FIFO"), ("dangling", "is a link to what is not"),
        ("loop", "cannot be looked at"), ("stdout", "is a "),
      ]
      for row in rows {
        let found = system.obstacles(directory + "/" + row.name).first?.reason
        if let words = row.words {
          #expect(found?.contains(words) == true, "\(row.name): \(found ?? "")")
        } else {
          #expect(found == nil, "\(row.name)")
        }
      }
    }
  }

  @Test("what a glob matches and is no file is a warning each, up to five")
  func obstaclesOfGlobs() throws {
    try withDirectory { directory in
      for number in 1...7 { mkfifo(directory + "/\(number).jsonl", 0o600) }
      mkdir(directory + "/folder.jsonl", 0o700)
      try write("x", to: directory + "/folder.jsonl/file.jsonl")
      symlink(directory + "/nowhere", directory + "/link.log")
      func warnings(_ pattern: String) throws -> [String] {
        try write(
          "sources: ['\(pattern)']\nbudgets: [{ feature: a, daily: 5 }]",
          to: directory + "/alerts.yaml")
        let loader = ConfigurationLoader(host: .system(environment: [:]))
        return loader.load(path: directory + "/alerts.yaml").problems
          .filter { $0.severity == .warning }.map(\.message)
      }
      let link = try warnings("*.log")
      #expect(link.count == 1 && link[0].hasSuffix("/link.log' is a link to what is not there"))
      let globbed = try warnings("*.jsonl")
      #expect(globbed.count == 6)
      #expect(globbed[0].hasSuffix("/1.jsonl' is a FIFO, not a file; it is not read"))
      #expect(globbed[5].hasPrefix("and 3 more that "))
      // The folder is gone through.
      let deep = try warnings("**/*.jsonl")
      #expect(deep.count == 6 && deep[5].hasPrefix("and 2 more that "))
      #expect(try warnings("f*.jsonl").map { $0.contains("is a directory") } == [true])
    }
  }

  @Test("loads a file with a secret beside it and a zone of the system")
  func load() throws {
    try withDirectory { directory in
      try write("R0UT1NGK3Ysecret\n", to: directory + "/key")
      try write("", to: directory + "/a.jsonl")
      try write(
        """
        sources: [a.jsonl]
        timezone: Europe/Berlin
        budgets: [{ feature: a, daily: 5, notify: { hard: x } }]
        receivers: { x: { type: pagerduty, routing_key: { file: key } } }
        """, to: directory + "/alerts.yaml")
      let loader = ConfigurationLoader(host: .system(environment: [:]))
      let result = loader.load(path: directory + "/alerts.yaml")
      #expect(result.problems.isEmpty)
      let configuration = try #require(result.configuration)
      #expect(configuration.receivers[1].routingKey == Secret("R0UT1NGK3Ysecret"))
      #expect(configuration.timeZone.offsetSeconds(at: 1_784_635_200) == 7200)
      #expect(configuration.sources.map(\.key) == ["file:\(directory)/a.jsonl"])
    }
  }

  @Test("without tzdata the error says what to install; UTC needs none")
  func withoutZones() throws {
    var machine = Machine()
    machine.files["/usr/share/zoneinfo"] = nil
    let result = machine.load("timezone: Europe/Berlin\nbudgets: [{ feature: a, daily: 5 }]")
    #expect(
      result.problems.map(\.message) == [
        "'Europe/Berlin' needs the time zone data of the system; install the package tzdata"
      ])
    for zone in ["UTC", "Etc/UTC", "GMT", "Zulu"] {
      let result = machine.load("timezone: \(zone)\nbudgets: [{ feature: a, daily: 5 }]")
      #expect(result.configuration?.timeZone == TimeZoneRules(name: zone))
    }
  }
}
