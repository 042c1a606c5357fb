import Glibc
import Testing

@testable import Systemd

@Suite(
  "Reading a unit's entries from the journal",
  .enabled(if: JournalFiles.isAvailable, "systemd-journal-remote is not installed"))
struct JournalReaderTests {
  private func messages(_ reader: inout JournalReader) throws -> [String] {
    var result: [String] = []
    while let item = try reader.next() {
      switch item {
      case .entry(let entry): result.append(String(decoding: entry.bytes, as: UTF8.self))
      case .gap: result.append("GAP")
      }
    }
    return result
  }

  private func withJournal(_ body: (JournalFiles) throws -> Void) throws {
    try withTemporaryDirectory { try body(JournalFiles(directory: $0)) }
  }

  private let three: [(second: UInt64, unit: String, message: String?)] = [
    (1, "chatbot.service", "{\"n\":1}"), (2, "other.service", "{\"n\":99}"),
    (3, "chatbot.service", nil), (4, "chatbot.service", "{\"n\":\n2}"),
    (5, "chatbot.service", "listening on 8080"),
  ]

  @Test("from the beginning: all of the unit, in order, as lines; nothing of others")
  func beginning() throws {
    try withJournal { files in
      try files.append(three)
      var reader = try JournalReader.open(
        unit: "chatbot", start: .beginning, directory: files.directory)
      #expect(try messages(&reader) == ["{\"n\":1}", "{\"n\": 2}", "listening on 8080"])
      let isCaughtUp = reader.isCaughtUp
      #expect(isCaughtUp)
      let more = try reader.next()
      #expect(more == nil)
    }
  }

  @Test("after a restart reading goes on after the committed entry, wherever that was")
  func resuming() throws {
    try withJournal { files in
      try files.append(three)
      for count in 1...3 {
        var first = try JournalReader.open(
          unit: "chatbot.service", start: .beginning, directory: files.directory)
        for _ in 0..<count { _ = try first.next() }
        let place = first.lastCursor
        let cursor = try #require(place)
        var second = try JournalReader.open(
          unit: "chatbot.service", start: .after(cursor), directory: files.directory)
        let rest = ["{\"n\":1}", "{\"n\": 2}", "listening on 8080"].dropFirst(count)
        #expect(try messages(&second) == Array(rest))
      }
    }
  }

  @Test("what is appended is announced and read, also into a new file")
  func following() throws {
    try withJournal { files in
      try files.append(three)
      var reader = try JournalReader.open(
        unit: "chatbot", start: .beginning, directory: files.directory)
      _ = try messages(&reader)
      try files.append([(6, "chatbot.service", "{\"n\":3}")])
      try files.append([(7, "chatbot.service", "{\"n\":4}")], file: "system@2.journal")
      var found: [String] = []
      let deadline = ContinuousClock.now + .seconds(20)
      while found.count < 2, ContinuousClock.now < deadline {
        var request = pollfd(fd: reader.descriptor, events: Int16(POLLIN), revents: 0)
        poll(&request, 1, 100)
        _ = try reader.process()
        found += try messages(&reader)
      }
      #expect(found == ["{\"n\":3}", "{\"n\":4}"])
    }
  }

  @Test("a place that was vacuumed is a gap, once, and what follows it is read")
  func gap() throws {
    try withJournal { files in
      try files.append(
        [(1, "chatbot.service", "{\"n\":1}"), (2, "chatbot.service", "{\"n\":2}")],
        file: "system@1.journal")
      var first = try JournalReader.open(
        unit: "chatbot", start: .beginning, directory: files.directory)
      _ = try first.next()
      let place = first.lastCursor
      let cursor = try #require(place)
      try files.append([(3, "chatbot.service", "{\"n\":3}")], file: "system@2.journal")
      files.remove("system@1.journal")
      var second = try JournalReader.open(
        unit: "chatbot", start: .after(cursor), directory: files.directory)
      #expect(try messages(&second) == ["GAP", "{\"n\":3}"])
      let end = second.lastCursor
      let next = try #require(end)
      var third = try JournalReader.open(
        unit: "chatbot", start: .after(next), directory: files.directory)
      #expect(try messages(&third) == [])
    }
  }

  @Test("after a gap, older entries that are still there are not read again")
  func gapWithOlderEntries() throws {
    try withJournal { files in
      try files.append([(1, "chatbot.service", "{\"n\":1}")], file: "system@1.journal")
      try files.append([(2, "chatbot.service", "{\"n\":2}")], file: "system@2.journal")
      var first = try JournalReader.open(
        unit: "chatbot", start: .beginning, directory: files.directory)
      #expect(try messages(&first).count == 2)
      let place = first.lastCursor
      let cursor = try #require(place)
      files.remove("system@2.journal")
      try files.append(
        [(1, "chatbot.service", "{\"n\":3}")], file: "system@3.journal",
        boot: JournalFiles.secondBoot)
      var second = try JournalReader.open(
        unit: "chatbot", start: .after(cursor), directory: files.directory)
      // The wall clock of the second boot stood before the place: nothing tells these from entries
      // read before.
      #expect(try messages(&second) == ["GAP"])
      // Once that is settled, what comes is new, whatever its clock says.
      try files.append(
        [(2, "chatbot.service", "{\"n\":4}")], file: "system@3.journal",
        boot: JournalFiles.secondBoot)
      _ = try second.process()
      #expect(try messages(&second) == ["{\"n\":4}"])
    }
  }

  @Test("a gap that nothing follows is declared once, not at every start")
  func gapOnce() throws {
    try withJournal { files in
      try files.append([(1, "chatbot.service", "{\"n\":1}")], file: "system@1.journal")
      try files.append([(2, "other.service", "x")], file: "system@2.journal")
      var first = try JournalReader.open(
        unit: "chatbot", start: .beginning, directory: files.directory)
      _ = try messages(&first)
      let place = try #require(JournalCursor(first.lastCursor?.text ?? ""))
      files.remove("system@1.journal")
      var second = try JournalReader.open(
        unit: "chatbot", start: .after(place), directory: files.directory)
      #expect(try messages(&second) == ["GAP"])
      let moved = try #require(JournalCursor(second.lastCursor?.text ?? ""))
      try files.append([(3, "chatbot.service", "{\"n\":2}")], file: "system@2.journal")
      var third = try JournalReader.open(
        unit: "chatbot", start: .after(moved), directory: files.directory)
      #expect(try messages(&third) == ["{\"n\":2}"])
    }
  }

  @Test("from the end: nothing that is there, everything that comes, also across a restart")
  func end() throws {
    try withJournal { files in
      try files.append(three)
      try files.append([(6, "other.service", "x")])
      var first = try JournalReader.open(unit: "chatbot", start: .end, directory: files.directory)
      let place = first.lastCursor
      let cursor = try #require(place)
      #expect(try messages(&first) == [])
      try files.append([(7, "chatbot.service", "{\"n\":3}")])
      _ = try first.process()
      #expect(try messages(&first) == ["{\"n\":3}"])
      // Killed before the first entry was committed:
      var second = try JournalReader.open(
        unit: "chatbot", start: .after(cursor), directory: files.directory)
      #expect(try messages(&second) == ["{\"n\":3}"])
    }
  }

  @Test("a quiet unit can move its place along, and is not a gap when its old one is vacuumed")
  func advancing() throws {
    try withJournal { files in
      try files.append([(1, "chatbot.service", "{\"n\":1}")], file: "system@1.journal")
      var first = try JournalReader.open(
        unit: "chatbot", start: .beginning, directory: files.directory)
      let early = try first.advanceToEnd()
      #expect(early == nil)
      _ = try messages(&first)
      try files.append([(2, "other.service", "x")], file: "system@2.journal")
      _ = try first.process()
      _ = try messages(&first)
      let moved = try first.advanceToEnd()
      let cursor = try #require(moved)
      files.remove("system@1.journal")
      try files.append([(3, "chatbot.service", "{\"n\":2}")], file: "system@2.journal")
      _ = try first.process()
      #expect(try messages(&first) == ["{\"n\":2}"])
      var second = try JournalReader.open(
        unit: "chatbot", start: .after(cursor), directory: files.directory)
      #expect(try messages(&second) == ["{\"n\":2}"])
    }
  }

  @Test("moving along never jumps over an entry")
  func advancingWithNews() throws {
    try withJournal { files in
      try files.append([(1, "chatbot.service", "{\"n\":1}")])
      var reader = try JournalReader.open(
        unit: "chatbot", start: .beginning, directory: files.directory)
      _ = try messages(&reader)
      try files.append([(2, "chatbot.service", "{\"n\":2}"), (3, "other.service", "x")])
      _ = try reader.process()
      let early = try reader.advanceToEnd()
      #expect(early == nil)
      #expect(try messages(&reader) == ["{\"n\":2}"])
    }
  }

  @Test("entries that journald took in at the same instant are told apart")
  func sameInstant() throws {
    try withJournal { files in
      try files.append(Array(repeating: (1, "chatbot.service", "{\"n\":1}"), count: 5))
      for count in 1...4 {
        var first = try JournalReader.open(
          unit: "chatbot", start: .beginning, directory: files.directory)
        for _ in 0..<count { _ = try first.next() }
        let place = first.lastCursor
        let cursor = try #require(place)
        var second = try JournalReader.open(
          unit: "chatbot", start: .after(cursor), directory: files.directory)
        #expect(try messages(&second).count == 5 - count)
      }
    }
  }

  @Test(
    "entries that were moved to another file and numbered anew are not read again, nor left out",
    arguments: 0...6)
  func moved(read: Int) throws {
    try withJournal { files in
      // Journald gives lines that it takes in at once one time; two of these are even alike.
      let entries: [(second: UInt64, unit: String, message: String?)] = [
        (1, "chatbot.service", "{\"n\":1}"), (2, "chatbot.service", "{\"n\":2}"),
        (2, "other.service", "x"), (2, "chatbot.service", "{\"n\":3}"),
        (2, "chatbot.service", "{\"n\":3}"), (2, "chatbot.service", "{\"n\":0}"),
        (3, "chatbot.service", "{\"n\":4}"),
      ]
      let all = entries.filter { $0.unit == "chatbot.service" }.compactMap(\.message)
      try files.append(entries, file: "system@1.journal")
      var first = try JournalReader.open(
        unit: "chatbot", start: .beginning, directory: files.directory)
      for _ in 0..<read { _ = try first.next() }
      let place = first.lastCursor
      try files.append(entries, file: "system@2.journal")
      files.remove("system@1.journal")
      // The running reader goes on …
      while try first.process() {}
      #expect(try messages(&first) == Array(all.dropFirst(read)))
      // … and so does a restarted one.
      guard let place, let stored = JournalCursor(place.text) else { return }
      var second = try JournalReader.open(
        unit: "chatbot", start: .after(stored), directory: files.directory)
      #expect(try messages(&second) == Array(all.dropFirst(read)))
    }
  }

  @Test("a large message is whole")
  func large() throws {
    try withJournal { files in
      let text = "{\"prompt\":\"" + String(repeating: "x", count: 300_000) + "\"}"
      try files.append([(1, "chatbot.service", text)])
      var reader = try JournalReader.open(
        unit: "chatbot", start: .beginning, directory: files.directory)
      #expect(try messages(&reader) == [text])
    }
  }

  @Test("a directory that is not there is an error that names the call")
  func missing() {
    #expect(throws: JournalError.failed(call: "sd_journal_open", code: ENOENT)) {
      _ = try JournalReader.open(unit: "x", start: .beginning, directory: "/nowhere")
    }
  }
}
