package import SpendCore

/// Sample logs of any size and shape from a seed, and what is in them: the same seed and shape give
/// the same bytes on every machine, and ``oracle`` says exactly what a reader must find.
///
/// The sample shape is 13 fields, about 320 bytes a line as compact JSON. Costs are made as
/// integers and printed, so the sums owe nothing to any parser.
package struct SampleLog {
  package enum Spelling: Sendable { case compact, spaced, pythonRepr }
  package enum KeyOrder: Sendable {
    /// Always the same.
    case fixed
    /// A few orders, one drawn for each line.
    case shuffled(orders: Int)
    /// Every line its own.
    case fresh
  }

  package struct Shape: Sendable {
    package var spelling = Spelling.compact
    package var keyOrder = KeyOrder.fixed
    package var featureCount = 50
    /// Of a thousand lines, how many are broken.
    package var brokenPerThousand = 0
    package var start = Timestamp(seconds: 1_777_593_600)
    /// The largest time between two lines; the smallest is none.
    package var maxStepMicroseconds: Int64 = 200_000

    package init() {}
  }

  /// What is in the lines that were made so far.
  package struct Oracle: Equatable, Sendable {
    package var lines = 0
    package var events = 0
    package var costNano: Int64 = 0
    /// By feature.
    package var features: [String: Feature] = [:]
    package var rejected: [Rejection: Int] = [:]

    package init() {}

    package struct Feature: Equatable, Sendable {
      package var events = 0
      package var costNano: Int64 = 0
      package var inputTokens: Int64 = 0
      package var outputTokens: Int64 = 0

      package init() {}
    }
  }

  package private(set) var oracle = Oracle()
  private let shape: Shape
  private var random: SeededRandom
  private var timeMicroseconds: Int64
  private var orders: [[Int]] = []
  private let features: [String]

  package init(seed: UInt64, shape: Shape = Shape()) {
    self.shape = shape
    random = SeededRandom(seed: seed)
    timeMicroseconds = shape.start.microseconds
    features = (0..<max(1, shape.featureCount)).map { "\(Self.names[$0 % Self.names.count])_\($0)" }
    if case .shuffled(let count) = shape.keyOrder {
      orders = (0..<max(1, count)).map { _ in shuffledOrder() }
    }
  }

  /// The next lines, at least `count` bytes of them, each with its line feed.
  package mutating func bytes(atLeast count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 1024)
    while bytes.count < count { appendLine(to: &bytes) }
    return bytes
  }

  /// The next `count` lines.
  package mutating func lines(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<count { appendLine(to: &bytes) }
    return bytes
  }

  // MARK: Lines

  static let names = [
    "support_qa", "faq_response_generation", "document_summary", "semantic_search", "chat",
    "ticket_triage", "code_review", "translation", "email_draft", "moderation",
  ]
  private static let models = [
    "gpt-4o-2024-08-06", "gpt-4o-mini", "claude-sonnet-4-5", "claude-haiku-4-5", "gemini-2.5-pro",
  ]
  private static let segments = ["free", "pro", "enterprise", "trial"]
  private static let requestTypes = ["chat_completion", "embedding", "batch", "tool_call"]
  private static let priorities = ["low", "normal", "high"]

  private mutating func pick(_ values: [String]) -> String {
    values[random.next(below: values.count)]
  }

  private mutating func appendLine(to bytes: inout [UInt8]) {
    oracle.lines += 1
    if shape.brokenPerThousand > 0, random.next(below: 1000) < shape.brokenPerThousand {
      return appendBroken(to: &bytes)
    }
    timeMicroseconds += Int64(random.next(below: Int(shape.maxStepMicroseconds) + 1))
    let feature = pick(features)
    let input = Int64(20 + random.next(below: 8000))
    let output = Int64(1 + random.next(below: 2000))
    let cost = input * 2_500 + output * 10_000 + Int64(random.next(below: 1000))
    let quoted = { (text: String) in "\"" + text + "\"" }
    let time = Timestamp(microseconds: timeMicroseconds).description
    let isCached = random.next(below: 4) == 0
    let values = [
      quoted(time), quoted(feature), quoted(pick(Self.segments)),
      quoted("user_\(100_000 + random.next(below: 900_000))"), quoted(pick(Self.models)),
      quoted(random.next(below: 10) == 0 ? "staging" : "production"), quoted(pick(Self.priorities)),
      literal(isCached), String(input), String(output), Self.decimal(cost),
      quoted(pick(Self.requestTypes)), String(50 + random.next(below: 20_000)),
    ]
    append(values, to: &bytes)
    oracle.events += 1
    oracle.costNano += cost
    var known = oracle.features[feature] ?? Oracle.Feature()
    known.events += 1
    known.costNano += cost
    known.inputTokens += input
    known.outputTokens += output
    oracle.features[feature] = known
  }

  private func literal(_ flag: Bool) -> String {
    shape.spelling == .pythonRepr ? (flag ? "True" : "False") : (flag ? "true" : "false")
  }

  static let keys = [
    "timestamp", "feature_name", "user_segment", "user_id", "model", "environment",
    "priority_level", "cached", "input_tokens", "output_tokens", "cost_usd", "request_type",
    "latency_ms",
  ]

  private mutating func append(_ values: [String], to bytes: inout [UInt8]) {
    let order: [Int]
    switch shape.keyOrder {
    case .fixed: order = Array(0..<values.count)
    case .shuffled: order = orders[random.next(below: orders.count)]
    case .fresh: order = shuffledOrder()
    }
    let isCompact = shape.spelling == .compact
    var text = "{"
    for (position, index) in order.enumerated() {
      if position > 0 { text += isCompact ? "," : ", " }
      text += "\"\(Self.keys[index])\"" + (isCompact ? ":" : ": ") + values[index]
    }
    text += "}\n"
    if shape.spelling == .pythonRepr {
      for byte in text.utf8 { bytes.append(byte == UInt8(ascii: "\"") ? UInt8(ascii: "'") : byte) }
      return
    }
    bytes += text.utf8
  }

  private mutating func shuffledOrder() -> [Int] {
    var order = Array(0..<Self.keys.count)
    for index in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(index, random.next(below: index + 1))
    }
    return order
  }

  /// One line of each way to be wrong.
  private mutating func appendBroken(to bytes: inout [UInt8]) {
    let kinds: [(Rejection, [UInt8])] = [
      (.notJSON, Array("{\"timestamp\":\"2026-05-01T00:00:00Z\",\"cost_usd\":0.1".utf8)),
      (.notJSON, Array("Traceback (most recent call last): {".utf8)),
      (
        .badUTF8,
        Array("{\"feature_name\":\"".utf8) + [0xC3, 0x28] + Array("\",\"cost_usd\":1}".utf8)
      ),
      (.notObject, Array("[1, 2, 3]".utf8)),
      (.notEvent, Array("{\"message\":\"started\",\"level\":\"info\"}".utf8)),
      (.badCost, Array("{\"feature_name\":\"chat\",\"cost_usd\":\"n/a\"}".utf8)),
      (.negativeCost, Array("{\"feature_name\":\"chat\",\"cost_usd\":-0.5}".utf8)),
    ]
    let (reason, text) = kinds[random.next(below: kinds.count)]
    bytes += text + [UInt8(ascii: "\n")]
    oracle.rejected[reason, default: 0] += 1
  }

  /// Nano-USD as a decimal without needless zeros, as JSON writes it.
  private static func decimal(_ nano: Int64) -> String {
    var text = Money(nano: nano).description
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? text + "0" : text
  }
}
