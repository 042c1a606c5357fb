import ArgumentParser
import Delivery
import Glibc
import SpendCore
import SpendTesting

/// `answers`: requests to a server that answers bytes made from seeds. The process must outlive
/// them all, each request must end, what an answer says first must be what came of it, and nothing
/// may be left open.
struct AnswersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answers",
    abstract: "Send requests to a server that answers nearly, or not at all, as HTTP says.")

  @Option(help: "First seed.") var seed: UInt64 = 1
  @Option(help: "How many answers, a seed each.") var count: UInt64 = 20_000
  @Option(help: "Requests at once.") var concurrency = 8

  func run() async throws {
    let server = try AnswerServer(countingFrom: seed, socks: { AnswerMaker.socks(seed: $0) }) {
      Self.answer($0)
    }
    server.start()
    let transports = Way.allCases.map { $0.transport(server.port, concurrency) }
    // What the network library opens once stays open.
    for number in seed..<seed + 8 { _ = await Self.problem(number, server, transports) }
    let before = Self.descriptors
    var early = 0
    var next = seed
    let end = seed + count
    var wrong: [String] = []
    await withTaskGroup(of: String?.self) { group in
      while next < end, next < seed + UInt64(concurrency) {
        let number = next
        group.addTask { await Self.problem(number, server, transports) }
        next += 1
      }
      for await problem in group {
        if let problem { wrong.append(problem) }
        // Pools and caches have their size by then.
        if early == 0, next - seed > count / 4 { early = ProcessFacts(getpid()).residentKiB }
        guard next < end else { continue }
        let number = next
        group.addTask { await Self.problem(number, server, transports) }
        next += 1
      }
    }
    let grown = (ProcessFacts(getpid()).residentKiB - early) / 1024
    if grown > 16 { wrong.append("memory grew by \(grown) MiB") }
    for transport in transports { await transport.shutdown() }
    server.stop()
    // The server's threads notice that their connections have gone.
    for _ in 0..<100 where Self.descriptors > before { Clock.pause(0.05) }
    let left = Self.descriptors - before
    if left > 0 { wrong.append("\(left) descriptors are left open") }
    for text in wrong.prefix(20) { Console.out(text) }
    Console.out("\(count) answers, seeds \(seed) to \(end - 1): \(wrong.count) wrong")
    if !wrong.isEmpty { throw ExitCode(1) }
  }

  private static var descriptors: Int { ProcessFacts.names("/proc/self/fd").count }

  /// How a request gets to the server.
  private enum Way: Int, CaseIterable {
    /// On a connection of its own: what its answer says first is what came of it. Of a connection
    /// that answered before, nobody can tell whose answer its bytes are.
    case alone
    case reused
    /// The server is the proxy, before TLS that never comes.
    case httpProxy, socksProxy

    init(_ number: UInt64) {
      switch number % 8 {
      case 0..<4: self = .alone
      case 4, 5: self = .reused
      case 6: self = .httpProxy
      default: self = .socksProxy
      }
    }

    func url(_ number: UInt64, _ port: UInt16) -> Secret {
      switch self {
      case .alone, .reused: Secret("http://127.0.0.1:\(port)/\(number)")
      case .httpProxy, .socksProxy: Secret("https://receiver.test/")
      }
    }

    func transport(_ port: UInt16, _ concurrency: Int) -> HTTPTransport {
      var receiver = ReceiverSettings(name: "answers", kind: .webhook)
      receiver.concurrency = concurrency
      switch self {
      case .alone, .reused: break
      case .httpProxy: receiver.proxyURL = Secret("http://127.0.0.1:\(port)")
      case .socksProxy: receiver.proxyURL = Secret("socks5://127.0.0.1:\(port)")
      }
      return HTTPTransport(
        settings: receiver,
        timeouts: DeliveryTimeouts(
          connectMilliseconds: 200, totalMilliseconds: 200, bodyPatienceMilliseconds: 50))
    }
  }

  private static func answer(_ number: UInt64) -> AnswerServer.Answer {
    var answer = AnswerMaker.answer(seed: number)
    if Way(number) == .alone, answer.ending == .keep { answer.ending = .close }
    return answer
  }

  private static func problem(
    _ number: UInt64, _ server: AnswerServer, _ transports: [HTTPTransport]
  ) async -> String? {
    let way = Way(number)
    let request = WireRequest(
      url: way.url(number, server.port),
      headers: way == .alone ? [LabelPair("connection", "close")] : [], body: Array("{}".utf8),
      needsBody: number.isMultiple(of: 3)
    )
    let result = await transports[way.rawValue].perform(request)
    let answer = answer(number)
    let bytes = answer.parts.flatMap(\.self)
    // The kernel may have thrown away what came before a reset.
    guard way == .alone, answer.ending != .reset, let status = AnswerOracle.status(bytes) else {
      return nil
    }
    var found: Int?
    if case .response(let response) = result { found = response.status }
    guard found != (status >= 200 ? status : nil) else { return nil }
    return "seed \(number): \(result), expected \(status): "
      + String(decoding: bytes, as: UTF8.self).debugDescription.prefix(400)
  }
}
