import Logging
import Testing

@testable import Systemd

@Suite("The logging backend")
struct DaemonLogHandlerTests {
  @Test("an entry of a kind has its priority, id and sentence", arguments: LogKind.allCases)
  func kinds(kind: LogKind) throws {
    let recorder = Recorder()
    recorder.logger().log(kind: kind, metadata: ["feature": "a"])
    let record = try #require(recorder.records.first)
    #expect(record.priority == kind.priority)
    #expect(record.messageID == kind.messageID)
    #expect(record.message == kind.sentence)
    #expect(!record.isComplete)
    #expect(record.fields == [.init(key: "feature", value: "a")])
    #expect(record.file == #fileID)
  }

  @Test("a text of its own replaces the sentence")
  func ownText() throws {
    let recorder = Recorder()
    recorder.logger().log(kind: .hardCrossed, "f spent $5", metadata: ["feature": "f"])
    let record = try #require(recorder.records.first)
    #expect(record.message == "f spent $5")
    #expect(record.isComplete)
    #expect(record.priority == 2)
  }

  @Test("metadata of logger, provider and call come together, the nearest wins, sorted")
  func merging() throws {
    let recorder = Recorder()
    var logger = recorder.logger()
    logger[metadataKey: "b"] = "logger"
    logger[metadataKey: "a"] = "logger"
    logger.info("m", metadata: ["b": "call", "c": ["x", "y"], "priority": "1"])
    let record = try #require(recorder.records.first)
    #expect(record.fields.map(\.key) == ["a", "b", "c"])
    #expect(record.fields.map(\.value) == ["logger", "call", "[\"x\", \"y\"]"])
    #expect(record.priority == 1)
  }

  @Test("a priority that is none is the level's", arguments: ["9", "-1", "x", ""])
  func badPriority(text: String) throws {
    let recorder = Recorder()
    recorder.logger().warning("m", metadata: ["priority": .string(text)])
    #expect(try #require(recorder.records.first).priority == 4)
  }

  @Test("loggers of libraries say who they are")
  func component() throws {
    let recorder = Recorder()
    recorder.logger(label: "http").info("m")
    #expect(
      try #require(recorder.records.first).fields == [.init(key: "component", value: "http")])
  }

  @Test("texts are cut to 4 KiB between characters, and fields to 48")
  func bounds() throws {
    let recorder = Recorder()
    var metadata: Logger.Metadata = [:]
    for number in 0..<100 { metadata["k\(number)"] = .string(String(repeating: "日", count: 2000)) }
    recorder.logger().info("\(String(repeating: "x", count: 10_000))", metadata: metadata)
    let record = try #require(recorder.records.first)
    #expect(record.message.utf8.count == LogRecord.maximumBytes)
    #expect(record.message.hasSuffix("…"))
    #expect(record.fields.count == LogRecord.maximumFields)
    for field in record.fields {
      #expect(field.value.utf8.count <= LogRecord.maximumBytes)
      #expect(field.value.dropLast().allSatisfy { $0 == "日" })
    }
  }

  @Test("the level of one logger is its own")
  func levels() {
    let recorder = Recorder()
    var loud = recorder.logger(level: .info)
    let quiet = loud
    loud.logLevel = .debug
    loud.debug("seen")
    quiet.debug("not seen")
    #expect(recorder.records.map(\.message) == ["seen"])
  }

  @Test("a whole log writes in order and can be waited for")
  func system() throws {
    let sink = GatedSink()
    sink.open()
    let system = try #require(LogSystem(output: LogOutput(format: .text), sink: sink))
    let logger = system.logger()
    for number in 0..<100 { logger.info("entry \(number)") }
    #expect(system.flush(seconds: 20))
    #expect(sink.messages == (0..<100).map { "entry \($0)" })
    #expect(system.droppedCount == 0)
  }
}
