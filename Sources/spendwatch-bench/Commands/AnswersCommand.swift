import ArgumentParser
import Delivery
import Glibc
import SpendCore
import SpendTesting

/// `answers`: requests to a server that answers bytes made from seeds. The process must outlive them all,
/// each request must end, what an answer says first must be what came of it, and nothing may be left open.
struct AnswersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answers",
    abstract: "Send requests to a server that answers nearly, or not at all, as HTTP says.")

  @Option(help: "First seed.") var seed: UInt64 = 1
  @Option(help: "How many answers, a seed each.") var count: UInt64 = 20_000
  @Option(help: "Requests at once.") var concurrency = 8

  func run() async throws {
    let server = try AnswerServer { Self.answer($0) }
    server.start()
    // Of a connection that answered before, nobody can tell whose answer its bytes are; so half of them
    // are asked for on connections of their own, and these are held to what they say.
    let transports = [Self.transport(concurrency), Self.transport(concurrency)]
    // What the network library opens once stays open.
    for number in [seed, seed + 1] { _ = await Self.problem(number, server, transports) }
    let before = Self.descriptors
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
        guard next < end else { continue }
        let number = next
        group.addTask { await Self.problem(number, server, transports) }
        next += 1
      }
    }
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

  private static func transport(_ concurrency: Int) -> HTTPTransport {
    var receiver = ReceiverSettings(name: "answers", kind: .webhook)
    receiver.concurrency = concurrency
    return HTTPTransport(
      settings: receiver,
      timeouts: DeliveryTimeouts(
        connectMilliseconds: 2000, totalMilliseconds: 200, bodyPatienceMilliseconds: 50))
  }

  private static func isAlone(_ number: UInt64) -> Bool { number.isMultiple(of: 2) }

  private static func answer(_ number: UInt64) -> AnswerServer.Answer {
    var answer = AnswerMaker.answer(seed: number)
    if isAlone(number), answer.ending == .keep { answer.ending = .close }
    return answer
  }

  private static func problem(
    _ number: UInt64, _ server: AnswerServer, _ transports: [HTTPTransport]
  ) async -> String? {
    let request = WireRequest(
      url: Secret("http://127.0.0.1:\(server.port)/\(number)"), body: Array("{}".utf8),
      needsBody: number.isMultiple(of: 3))
    let result = await transports[isAlone(number) ? 0 : 1].perform(request)
    let answer = answer(number)
    let bytes = answer.parts.flatMap(\.self)
    // The kernel may have thrown away what came before a reset.
    guard isAlone(number), answer.ending != .reset, let status = AnswerOracle.status(bytes) else {
      return nil
    }
    var found: Int?
    if case .response(let response) = result { found = response.status }
    guard found != (status >= 200 ? status : nil) else { return nil }
    return "seed \(number): \(result), expected \(status): "
      + String(decoding: bytes, as: UTF8.self).debugDescription.prefix(400)
  }
}
