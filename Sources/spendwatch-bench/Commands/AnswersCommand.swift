import ArgumentParser
import Delivery
import Glibc
import SpendCore
import SpendTesting

/// `answers`: requests to a server that answers bytes made from seeds. The process must outlive them all,
/// each request must end, an answer that says 2xx must be taken for one, and nothing may be left open.
struct AnswersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answers",
    abstract: "Send requests to a server that answers nearly, or not at all, as HTTP says.")

  @Option(help: "First seed.") var seed: UInt64 = 1
  @Option(help: "How many answers, a seed each.") var count: UInt64 = 20_000
  @Option(help: "Requests at once.") var concurrency = 8

  func run() async throws {
    let server = try AnswerServer { AnswerMaker.answer(seed: $0) }
    server.start()
    var receiver = ReceiverSettings(name: "answers", kind: .webhook)
    receiver.concurrency = concurrency
    let transport = HTTPTransport(
      settings: receiver,
      timeouts: DeliveryTimeouts(
        connectMilliseconds: 2000, totalMilliseconds: 200, bodyPatienceMilliseconds: 50))
    // What the network library opens once stays open.
    _ = await Self.problem(seed, server, transport)
    let before = Self.descriptors
    var next = seed
    let end = seed + count
    var wrong: [String] = []
    await withTaskGroup(of: String?.self) { group in
      while next < end, next < seed + UInt64(concurrency) {
        let number = next
        group.addTask { await Self.problem(number, server, transport) }
        next += 1
      }
      for await problem in group {
        if let problem { wrong.append(problem) }
        guard next < end else { continue }
        let number = next
        group.addTask { await Self.problem(number, server, transport) }
        next += 1
      }
    }
    await transport.shutdown()
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

  private static func problem(
    _ number: UInt64, _ server: AnswerServer, _ transport: HTTPTransport
  ) async -> String? {
    let request = WireRequest(
      url: Secret("http://127.0.0.1:\(server.port)/\(number)"), body: Array("{}".utf8),
      needsBody: number.isMultiple(of: 2))
    let result = await transport.perform(request)
    let answer = AnswerMaker.answer(seed: number)
    // The kernel may have thrown away what came before a reset.
    guard answer.ending != .reset, !server.isReused(number) else { return nil }
    let status = AnswerOracle.status(answer.parts.flatMap(\.self))
    let expected = status.flatMap { $0 >= 200 ? $0 : nil }
    var found: Int?
    if case .response(let response) = result { found = response.status }
    guard found != expected else { return nil }
    let text = String(decoding: answer.parts.flatMap(\.self), as: UTF8.self)
    return
      "seed \(number): \(result), expected \(expected.map(String.init) ?? "a failure"): \(text.debugDescription)"
  }
}
