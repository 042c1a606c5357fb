/// Makes answers of HTTP servers that are nearly right, and quite wrong, from a seed: status lines,
/// framing, interim heads in every order, cut at any byte.
package struct AnswerMaker {
  private var random: SeededRandom

  private init(seed: UInt64) { random = SeededRandom(seed: seed) }

  private static let statuses = [
    "000", "001", "042", "099", "100", "101", "102", "103", "150", "199", "200", "200", "200",
    "201",
    "202", "204", "205", "206", "299", "300", "301", "304", "307", "400", "401", "407", "408",
    "409",
    "421", "429", "451", "499", "500", "503", "599", "600", "700", "999", "1000", "20", "2", "",
    "-1",
    "+200", "0200", "2OO", "65536", "99999999999999999999",
  ]
  private static let versions = [
    "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/0.9", "HTTP/2.0",
    "HTTP/2", "http/1.1", "ICY", "RTSP/1.0", "HTTP/1.", "HTTP/11", "", "SSH-2.0-x", "\u{0}",
  ]
  private static let headers = [
    "Content-Length: 2", "Content-Length: 0", "Content-Length: 5", "Content-Length: -1",
    "Content-Length: 99999999999999999999", "Content-Length: 2, 2",
    "Content-Length: 2\r\nContent-Length: 3",
    "Content-Length:", "Content-Length: 0x2", "Content-Length : 2", "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: identity",
    "Transfer-Encoding: chunked, x",
    "Transfer-Encoding: chunked\r\nContent-Length: 2", "Connection: close",
    "Connection: keep-alive",
    "Connection: upgrade\r\nUpgrade: websocket", "Upgrade: h2c", "Retry-After: 1", "Retry-After: x",
    "Location: http://127.0.0.1:1/", "X-Folded: a\r\n b", " folded: first", ":no name", "No colon",
    "Trailer: X", "Content-Encoding: gzip", "Content-Encoding: deflate", "Set-Cookie: a=b",
    "X: \u{0}", "X: \u{7F}", "Proxy-Authenticate: Basic", "Keep-Alive: timeout=0", "Date: never",
    "X-Long: " + String(repeating: "a", count: 5000),
  ]
  private static let bodies = [
    "", "ok", "ok", "hello", "{\"ok\":true}", "2\r\nok\r\n0\r\n\r\n", "2\r\nok\r\n",
    "2\r\nok\r\n0\r\nX: y\r\n\r\n",
    "FFFFFFFFFFFFFFFFF\r\nok",
    "-1\r\nok\r\n0\r\n\r\n", "2;a=b\r\nok\r\n0\r\n\r\n", "zz\r\n", "0\r\n\r\n",
    "2\nok\n0\n\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "\u{0}\u{1}\u{2}",
  ]
  private static let ends = ["\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "", "\r\r\n"]

  package static func answer(seed: UInt64) -> AnswerServer.Answer {
    var maker = AnswerMaker(seed: seed)
    return maker.next()
  }

  /// A message of a SOCKS 5 proxy (RFC 1928): a chosen method or a reply, whole or not, or neither.
  package static func socks(seed: UInt64) -> AnswerServer.Answer {
    var maker = AnswerMaker(seed: seed)
    return maker.nextSOCKS()
  }

  private mutating func nextSOCKS() -> AnswerServer.Answer {
    var bytes: [UInt8] =
      switch random.next(below: 8) {
      case 0..<4: [5, 0]
      case 4: [5, 0, 0, 1, 127, 0, 0, 1, 0, 80]
      case 5: [5, 0, 0, 3, UInt8(random.next(below: 256))] + Array("host.test".utf8) + [0, 80]
      case 6: [5, 0, 0, 4] + [UInt8](repeating: 1, count: random.next(below: 20))
      default: (0..<random.next(below: 40)).map { _ in UInt8(random.next(below: 256)) }
      }
    for _ in 0..<random.next(below: 2) { damage(&bytes) }
    if random.next(below: 4) == 0 { bytes += head(status: pick(Self.statuses)) }
    return AnswerServer.Answer(parts: cut(bytes), ending: ending())
  }

  private mutating func next() -> AnswerServer.Answer {
    var bytes: [UInt8] = []
    for _ in 0..<random.next(below: 4) where random.next(below: 3) == 0 {
      bytes += head(status: pick(["100", "102", "103", "150", "199", "101", "099"]))
    }
    bytes += head(status: pick(Self.statuses))
    bytes += Array(pick(Self.bodies).utf8)
    if random.next(below: 6) == 0 {
      bytes += head(status: pick(Self.statuses)) + Array("ok".utf8)
    }
    for _ in 0..<random.next(below: 3) where random.next(below: 2) == 0 { damage(&bytes) }
    if random.next(below: 4) == 0 { bytes.removeLast(random.next(below: bytes.count + 1)) }
    return AnswerServer.Answer(parts: cut(bytes), ending: ending())
  }

  /// A silence takes as long as the other side waits, so it is rare.
  private mutating func ending() -> AnswerServer.Answer.Ending {
    switch random.next(below: 100) {
    case 0..<3: .silence
    case 3..<50: .close
    case 50..<65: .reset
    default: .keep
    }
  }

  private mutating func head(status: String) -> [UInt8] {
    let isPlain = random.next(below: 2) == 0
    var lines = [
      (isPlain ? "HTTP/1.1" : pick(Self.versions)) + " " + status
        + (random.next(below: 4) == 0 ? "" : " word")
    ]
    for _ in 0..<random.next(below: 4) { lines.append(pick(Self.headers)) }
    lines.append("")
    return lines.flatMap { Array(($0 + (isPlain ? "\r\n" : pick(Self.ends))).utf8) }
  }

  private mutating func pick(_ texts: [String]) -> String { texts[random.next(below: texts.count)] }

  private mutating func damage(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let index = random.next(below: bytes.count)
    switch random.next(below: 4) {
    case 0: bytes[index] = UInt8(random.next(below: 256))
    case 1: bytes.insert(UInt8(random.next(below: 256)), at: index)
    case 2: bytes.removeSubrange(index..<min(bytes.count, index + 1 + random.next(below: 4)))
    default:
      let piece = bytes[index..<min(bytes.count, index + 1 + random.next(below: 40))]
      bytes.insert(contentsOf: piece, at: random.next(below: bytes.count + 1))
    }
  }

  /// The same bytes in one to four writes.
  private mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    var rest = bytes[...]
    for _ in 0..<random.next(below: 4) {
      let part = rest.prefix(random.next(below: rest.count + 1))
      if !part.isEmpty { parts.append(Array(part)) }
      rest = rest.dropFirst(part.count)
    }
    return parts + (rest.isEmpty ? [] : [Array(rest)])
  }
}
