import Testing

@testable import Systemd

@Suite("The queue in front of the log")
struct LogQueueTests {
  @Test("a sink that never returns does not block the caller, and the queue stays bounded")
  func frozen() throws {
    let sink = GatedSink()
    let queue = try #require(LogQueue(sink: sink))
    for number in 0..<5000 { queue.append(record("entry \(number)")) }
    #expect(queue.droppedCount >= 5000 - LogQueue.capacity)
    #expect(!queue.flush(seconds: 0.05))

    sink.open()
    #expect(queue.flush(seconds: 20))
    let kept = sink.messages.filter { $0.hasPrefix("entry ") }
    #expect(kept.count + queue.droppedCount == 5000)
    #expect(kept == (0..<kept.count).map { "entry \($0)" })
  }

  @Test("after a gap the log says how many entries are missing, in its place")
  func droppedReport() throws {
    let sink = GatedSink()
    let queue = try #require(LogQueue(sink: sink))
    for number in 0..<1500 { queue.append(record("entry \(number)")) }
    sink.open()
    #expect(queue.flush(seconds: 20))
    let dropped = queue.droppedCount
    queue.append(record("later"))
    #expect(queue.flush(seconds: 20))
    let messages = sink.messages
    let report = try #require(messages.firstIndex(of: "\(dropped) log entries dropped"))
    let later = try #require(messages.firstIndex(of: "later"))
    #expect(report < later)
    #expect(report >= LogQueue.capacity - LogQueue.capacity / 10)
  }

  @Test("notices do not take the last places from warnings")
  func urgent() throws {
    let sink = GatedSink()
    let queue = try #require(LogQueue(sink: sink))
    for number in 0..<2000 { queue.append(record("notice \(number)", priority: 5)) }
    queue.append(record("hard", priority: 2))
    sink.open()
    #expect(queue.flush(seconds: 20))
    #expect(sink.messages.contains("hard"))
  }

  @Test("large entries are bounded by their bytes, not only by their number")
  func bytes() throws {
    let sink = GatedSink()
    let queue = try #require(LogQueue(sink: sink))
    let field = LogRecord.Field(key: "text", value: String(repeating: "x", count: 4096))
    let large = record(
      "large", priority: 2, fields: Array(repeating: field, count: LogRecord.maximumFields))
    for _ in 0..<LogQueue.capacity / 2 { queue.append(large) }
    let kept = LogQueue.capacity / 2 - queue.droppedCount
    #expect(kept * large.byteCount <= LogQueue.maximumBytes)
    #expect(kept > 0)
    sink.open()
    #expect(queue.flush(seconds: 20))
  }
}
