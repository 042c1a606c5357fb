import Delivery
import SpendCore
import SpendTesting
import Testing

/// Bytes that no HTTP server should send, over a real socket: none ends the process, each request
/// ends, and what the status line says counts.
@Suite("Raw answers")
struct RawAnswerTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var bytes: String
    var ending = AnswerServer.Answer.Ending.close
    /// nil: no answer.
    var status: Int?
    var testDescription: String { "\(bytes.prefix(60).debugDescription) \(ending)" }

    init(_ bytes: String, _ status: Int?, _ ending: AnswerServer.Answer.Ending = .close) {
      self.bytes = bytes
      self.status = status
      self.ending = ending
    }
  }

  private static let ok = "HTTP/1.1 200 OK\r\n"
  private static let whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

  static let rows: [Row] =
    ["000", "001", "042", "099"].flatMap { status in
      [
        Row("HTTP/1.1 \(status) x\r\nContent-Length: 0\r\n\r\n", nil),
        Row("HTTP/1.1 \(status) x\r\nContent-Length: 0\r\n\r\n", nil, .keep),
        Row("HTTP/1.1 \(status) x\r\nContent-Length: 2\r\n\r\nok", nil, .silence),
        Row("HTTP/1.1 \(status) x\r\n\r\n" + whole, nil),
        Row("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 \(status) x\r\n\r\n", nil),
        Row("HTTP/1.1 \(status) x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", nil),
      ]
    } + [
      // Interim heads, as many and as odd as they come.
      Row("HTTP/1.1 100 Continue\r\n\r\n" + whole, 200, .keep),
      Row("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 102 P\r\n\r\n" + whole, 200),
      Row("HTTP/1.1 150 x\r\nContent-Length: 0\r\n\r\n", nil),
      Row("HTTP/1.1 199 x\r\n\r\n", nil, .silence),
      Row(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n" + whole, nil
      ),
      Row(String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 10_000) + whole, nil),
      // Said 2xx, and broke afterwards.
      Row(ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200),
      Row(ok + "X: a\r\n b\r\nContent-Length: 2\r\n\r\nok", 200), Row(ok, 200),
      Row(ok, 200, .silence),
      Row(ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok", 200),
      Row(ok + "Content-Length: 99999999999999999999\r\n\r\nok", 200),
      Row(ok + "Content-Length: -1\r\n\r\nok", 200), Row(ok + "no colon\r\n\r\n", 200),
      Row(ok + "Content-Length: 200\r\n\r\nok", 200), Row(ok + "\0\r\n\r\n", 200),
      Row(ok + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nok", 200),
      Row(ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", 200),
      Row(ok + String(repeating: "X: aaaaaaaaaaaaaaaa\r\n", count: 50_000), 200),
      Row(ok + "X: " + String(repeating: "a", count: 2_000_000), 200),
      Row("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", 204, .keep),
      Row("HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200), Row("HTTP/1.1 200\r\n\r\n", 200),
      Row("HTTP/1.0 200 OK\r\n\r\nok", 200), Row("\r\n\r\n" + whole, 200),
      Row(whole + whole, 200, .keep),
      Row("HTTP/1.1 503 x\r\nno colon\r\n\r\n", 503), Row("HTTP/1.1 404 x\r\n", 404),
      Row("HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n", 999),
      // No answer at all.
      Row("", nil), Row("", nil, .silence), Row("", nil, .reset), Row("HTTP/1.1 20", nil),
      Row("HTTP/1.1 1000 x\r\n\r\n", nil), Row("HTTP/1.1 -1 x\r\n\r\n", nil),
      Row("HTTP/1.1\r\n\r\n", nil),
      Row("HTTP/2.0 200 OK\r\n\r\n", nil), Row("ICY 200 OK\r\n\r\n", nil), Row("ok", nil),
      Row("SSH-2.0-OpenSSH_9.2\r\n", nil, .silence), Row("\u{15}\u{3}\u{1}\0\u{2}\u{2}\n", nil),
      Row("<html>200 OK</html>", nil), Row(String(repeating: "\r\n", count: 100_000), nil),
    ]

  private func perform(_ answer: AnswerServer.Answer) async throws -> WireResult {
    let server = try AnswerServer { _ in answer }
    server.start()
    let transport = HTTPTransport(
      settings: ReceiverSettings(name: "r", kind: .webhook),
      timeouts: DeliveryTimeouts(
        connectMilliseconds: 5000, totalMilliseconds: answer.ending == .silence ? 300 : 5000,
        bodyPatienceMilliseconds: 100))
    let result = await transport.perform(
      WireRequest(url: Secret("http://127.0.0.1:\(server.port)/1"), body: Array("{}".utf8)))
    await transport.shutdown()
    server.stop()
    return result
  }

  private func status(_ result: WireResult) -> Int? {
    if case .response(let response) = result { response.status } else { nil }
  }

  @Test("what the first line says counts, and nothing ends the process", arguments: rows)
  func table(row: Row) async throws {
    let bytes = Array(row.bytes.utf8)
    let result = try await perform(.init(parts: [bytes], ending: row.ending))
    #expect(status(result) == row.status, "\(result)")
    // Byte by byte at the beginning, where the parts of an answer are.
    let parts = bytes.prefix(60).map { [$0] } + [Array(bytes.dropFirst(60))]
    let again = try await perform(.init(parts: parts, ending: row.ending))
    #expect(status(again) == row.status, "\(again)")
  }

  @Test("a connection that is closed or reset after each byte")
  func everyByte() async throws {
    let bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8)
    for count in 0...bytes.count {
      let head = Array(bytes.prefix(count))
      let closed = try await perform(.init(parts: [head], ending: .close))
      #expect(status(closed) == AnswerOracle.status(head), "\(count) bytes: \(closed)")
      _ = try await perform(.init(parts: [head], ending: .reset))
    }
  }

  @Test("the header that ties a request to its connection is not written")
  func header() async throws {
    let server = try await ScriptedServer.start { _, _ in .respond(200) }
    let transport = HTTPTransport(settings: ReceiverSettings(name: "r", kind: .webhook))
    for _ in 0..<3 {
      let result = await transport.perform(WireRequest(url: Secret(server.url())))
      #expect(status(result) == 200)
    }
    await transport.shutdown()
    let names = server.requests.flatMap { $0.headers.map { $0.name.lowercased() } }
    #expect(server.requests.count == 3)
    #expect(!names.contains { $0.hasPrefix("spendwatch") })
    await server.stop()
  }
}
