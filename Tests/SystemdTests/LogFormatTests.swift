import Logging
import SpendCore
import Synchronization
import Testing

@testable import Systemd

@Suite("How an entry is written")
struct LogFormatTests {
  private let fields: [LogRecord.Field] = [
    .init(key: "alert-id", value: "a1"), .init(key: "feature", value: "support qa"),
  ]

  @Test("text: time, level, message, fields")
  func text() {
    let line = TextLogSink.line(
      record("crossed", fields: fields), output: LogOutput(format: .text))
    #expect(
      line == "2026-11-21T14:20:05.123Z notice   crossed alert-id=a1 feature=\"support qa\"\n")
  }

  @Test("text into a stream of journald carries the priority instead of the time")
  func prefixed() {
    let line = TextLogSink.line(
      record("crossed", priority: 2), output: LogOutput(format: .text, isJournalStream: true))
    #expect(line == "<2>crossed\n")
  }

  @Test("colours only where they were asked for")
  func colours() {
    let plain = TextLogSink.line(record("m"), output: LogOutput(format: .text))
    #expect(!plain.contains("\u{1b}"))
    let coloured = TextLogSink.line(
      record("m"), output: LogOutput(format: .text, hasColours: true))
    #expect(coloured.contains("\u{1b}[1mnotice\u{1b}[0m"))
  }

  @Test(
    "hostile text stays on its line and cannot command a terminal",
    arguments: [
      ("a\nb", "a\\nb"), ("\u{1b}[2J", "\\u{1b}[2J"), ("a\u{202e}b", "a\\u{202e}b"),
      ("\u{9b}2J", "\\u{9b}2J"), ("", "\"\""), ("a=b", "\"a=b\""), ("a\"b", "\"a\\\"b\""),
      ("größe", "größe"), ("日本", "日本"), ("a\r\nb", "a\\r\\nb"), ("\u{2028}", "\\u{2028}"),
    ])
  func hostile(value: String, expected: String) {
    let line = TextLogSink.text(record("m", fields: [.init(key: "feature", value: value)]))
    #expect(line == "m feature=\(expected)")
    #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
  }

  @Test("json: one object a line, every key once")
  func json() {
    let line = JSONLogSink.line(
      record(
        "say \"hi\"\n", messageID: "00ff",
        fields: fields + [.init(key: "message", value: "m\\"), .init(key: "alert_id", value: "b")]))
    #expect(
      line == #"{"time":"2026-11-21T14:20:05.123Z","level":"notice","priority":5,"#
        + #""message":"say \"hi\"\n","message_id":"00ff","alert_id":"a1","#
        + #""feature":"support qa","_message":"m\\","_alert_id":"b"}"# + "\n")
  }

  @Test("journal: the fields of an entry")
  func journal() {
    let texts = JournalFields.fields(
      of: record("crossed", priority: 4, messageID: "00ff", isComplete: true, fields: fields)
    ).map { String(decoding: $0, as: UTF8.self) }
    #expect(
      texts == [
        "MESSAGE=crossed", "PRIORITY=4", "SYSLOG_IDENTIFIER=spendwatch", "SYSLOG_FACILITY=3",
        "CODE_FILE=Room/File.swift", "CODE_LINE=7", "CODE_FUNC=f()", "MESSAGE_ID=00ff",
        "SPENDWATCH_ALERT_ID=a1", "SPENDWATCH_FEATURE=support qa",
      ])
  }

  @Test("journal: a message that does not say all is followed by the fields")
  func incomplete() throws {
    let first = try #require(JournalFields.fields(of: record("crossed", fields: fields)).first)
    #expect(
      String(decoding: first, as: UTF8.self)
        == "MESSAGE=crossed alert-id=a1 feature=\"support qa\"")
  }

  @Test("journal: no field holds a newline or is longer than 4 KiB and its name")
  func bounded() {
    let value = String(repeating: "ä\n", count: 5000)
    let fields = JournalFields.fields(
      of: record(value, fields: [.init(key: String(repeating: "k", count: 90), value: value)]))
    for field in fields {
      #expect(!field.contains(0x0A))
      #expect(field.count <= 64 + 1 + LogRecord.maximumBytes)
      #expect(String(validating: field, as: UTF8.self) != nil)
    }
  }

  @Test(
    "journal: names of fields are those that journald accepts",
    arguments: [
      ("feature", "SPENDWATCH_FEATURE"), ("alert-id", "SPENDWATCH_ALERT_ID"),
      ("hb.request.id", "SPENDWATCH_HB_REQUEST_ID"), ("größe", "SPENDWATCH_GR____E"),
      ("", "SPENDWATCH_"),
      (String(repeating: "k", count: 99), "SPENDWATCH_" + String(repeating: "K", count: 53)),
    ])
  func names(key: String, name: String) { #expect(JournalFields.name(of: key) == name) }

  @Test("an entry that journald does not take goes to stderr")
  func fallback() {
    let lines = Mutex<[String]>([])
    let stderr = TextLogSink(output: LogOutput(format: .journal, isJournalStream: true)) { line in
      lines.withLock { $0.append(line) }
    }
    JournalLogSink(fallback: stderr, send: { _ in false }).write(record("lost?", priority: 3))
    JournalLogSink(fallback: stderr, send: { _ in true }).write(record("taken"))
    #expect(lines.withLock { $0 } == ["<3>lost?\n"])
  }
}
