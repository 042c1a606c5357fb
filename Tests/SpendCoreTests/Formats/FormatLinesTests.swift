import Foundation
import SpendCore
import Testing

/// Lines as the SDKs and tools write them, made with the real ones where they can be had
/// (openai 3.57, anthropic 2.14, litellm 1.110, langsmith 0.15, google-genai 3.6, OpenTelemetry
/// 1.45 with OpenLLMetry 0.62 and OpenInference 0.1; against a server on loopback) and after the
/// documentation of the others. Beside each file of lines stands what each of them is.
@Suite("Lines of SDKs and tools") struct FormatLinesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var format: String
    var number: Int
    var line: [UInt8]
    var expected: JSONValue

    var testDescription: String { "\(format) \(number): \(expected["why"]?.text ?? "")" }
  }

  static let formats = [
    "openai", "anthropic", "gemini", "bedrock", "openrouter", "litellm", "langsmith", "langfuse",
    "otel", "vercel",
  ]

  static func cases(_ format: String) throws -> [Case] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Lines")
    let bytes = try Data(contentsOf: folder.appendingPathComponent("\(format).jsonl"))
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    let expected = try JSONReader.read(
      Data(contentsOf: folder.appendingPathComponent("\(format).expected.json")))
    let entries = expected.elements ?? []
    #expect(entries.count == lines.count && lines.count >= 10)
    return zip(lines, entries).enumerated().map { index, pair in
      Case(format: format, number: index + 1, line: pair.0, expected: pair.1)
    }
  }

  private static let dimensions =
    Dimension.history + [Dimension.user, Dimension.session, Dimension.tier, Dimension.cached]

  private static func explain(_ line: [UInt8]) -> LineExplanation? {
    explain([line], .auto).first ?? nil
  }

  private static func explain(_ lines: [[UInt8]], _ format: LineFormat) -> [LineExplanation?] {
    let settings = SourceSettings(origin: .file(pattern: "/log", rotated: []), format: format)
    var decoder = LineDecoder(settings: settings, dimensions: dimensions)
    var catalog = Catalog(dimensions: dimensions)
    var found: [LineExplanation?] = []
    for line in lines {
      found.append(
        decoder.explain(line, now: Timestamp(seconds: 1_796_000_000), catalog: &catalog))
    }
    return found
  }

  @Test("every line is what its SDK says", arguments: formats)
  func reads(format: String) throws {
    for one in try Self.cases(format) { try Self.check(one) }
  }

  private static func check(_ one: Case) throws {
    let read = try #require(explain(one.line))
    let place = Comment(rawValue: one.testDescription)
    guard one.expected["outcome"]?.text == "event" else {
      #expect(read.outcome == .rejected(.notEvent), place)
      return
    }
    #expect(read.outcome == .event, place)
    guard read.outcome == .event else { return }
    #expect(read.format?.rawValue == one.expected["format"]?.text, place)
    let fields = Dictionary(read.fields.map { ($0.name, $0.value) }) { first, _ in first }
    #expect(fields["feature_name"] == (one.expected["feature"]?.text ?? "untagged"), place)
    for (name, key) in [("model", "model"), ("user_id", "user"), ("session_id", "session")] {
      #expect(fields[name] == one.expected[key]?.text, "\(place) \(name)")
    }
    if let time = one.expected["time"]?.text {
      #expect(fields["timestamp"]?.prefix(19) == time.prefix(19), place)
    }
    checkTokens(read, one, place)
    checkCost(read, one, place)
  }

  private static func checkTokens(_ read: LineExplanation, _ one: Case, _ place: Comment) {
    let tokens = Dictionary(read.tokens.map { ($0.name, $0.count) }) { first, _ in first }
    let names = [
      ("input_as_logged", "input_tokens"), ("cache_read", "cache_read_tokens"),
      ("cache_write_5m", "cache_write_tokens"), ("cache_write_1h", "cache_write_1h_tokens"),
      ("reasoning", "reasoning_tokens"),
    ]
    for (key, name) in names {
      #expect(tokens[name] ?? 0 == one.expected[key]?.integer ?? 0, "\(place) \(name)")
    }
  }

  private static func checkCost(_ read: LineExplanation, _ one: Case, _ place: Comment) {
    if let logged = one.expected["logged_cost"]?.text {
      #expect(
        read.price == nil && read.cost.map { .amount($0) } == Money.reading(logged.utf8), place)
      return
    }
    guard let price = read.price else {
      #expect(read.cost == nil && read.flags.contains(.unpriced), place)
      return
    }
    let tier = one.expected["tier"]?.text.flatMap { ServiceTier(name: $0) } ?? .standard
    #expect(price.tier == tier, place)
    let terms = Dictionary(price.call.terms.map { ($0.kind, $0.tokens) }) { first, _ in first }
    let keys: [(TokenClass, String)] = [
      (.input, "uncached_input"), (.cacheRead, "cache_read"), (.cacheWrite, "cache_write_5m"),
      (.cacheWrite1h, "cache_write_1h"),
    ]
    for (kind, key) in keys where one.expected[key] != nil || terms[kind] != nil {
      #expect(terms[kind] ?? 0 == one.expected[key]?.integer ?? 0, "\(place) \(kind)")
    }
    let output = (terms[.output] ?? 0) + (terms[.reasoning] ?? 0)
    #expect(output == one.expected["output_total_incl_reasoning"]?.integer ?? 0, place)
  }

  @Test("each record of a collector's line is an event or a rejection of its own")
  func batches() throws {
    for one in try Self.cases("otlp") {
      let settings = SourceSettings(origin: .file(pattern: "/log", rotated: []))
      var decoder = LineDecoder(settings: settings, dimensions: Self.dimensions)
      var catalog = Catalog(dimensions: Self.dimensions)
      var lines = LineBatch()
      let bytes = one.line + [UInt8(ascii: "\n")] + [UInt8](repeating: 0, count: 64)
      bytes.withUnsafeBytes {
        _ = decoder.decode(
          UnsafeRawBufferPointer(rebasing: $0[...one.line.count]),
          now: Timestamp(seconds: 1_796_000_000), catalog: &catalog, into: &lines)
      }
      let place = Comment(rawValue: one.testDescription)
      var found: [String] = []
      for line in lines where line.outcome == .event {
        func text(_ dimension: Int) -> String {
          catalog.text(catalog.symbol(of: line.series, dimension: dimension))
        }
        let cost =
          line.flags.contains(.computed) || line.flags.contains(.unpriced)
          ? "" : line.cost.description
        found.append(
          "\(text(0)) \(text(2)) \(text(5)) \(line.inputTokens) \(line.outputTokens) \(cost) "
            + line.time.description.prefix(19))
      }
      let expected = (one.expected["events"]?.elements ?? []).map { event in
        let cost = event["logged_cost"]?.text.flatMap { text -> String? in
          if case .amount(let money) = Money.reading(text.utf8) { money.description } else { nil }
        }
        return
          "\(event["feature"]?.text ?? "untagged") \(event["model"]?.text ?? "") "
          + "\(event["user"]?.text ?? "") \(event["input_as_logged"]?.integer ?? 0) "
          + "\(event["output_total_incl_reasoning"]?.integer ?? 0) \(cost ?? "") "
          + (event["time"]?.text ?? "").prefix(19)
      }
      #expect(found.sorted() == expected.sorted(), place)
      #expect(lines.dropLast().allSatisfy { $0.traits.contains(.continues) }, place)
    }
  }

  @Test("a source of one format reads that, and nothing else", arguments: formats)
  func alone(format: String) throws {
    let own = try #require(LineFormat(rawValue: format))
    let cases = try Self.cases(format)
    let auto = Self.explain(cases.map(\.line), .auto)
    for other in Self.formats {
      let wanted = try #require(LineFormat(rawValue: other))
      let found = Self.explain(cases.map(\.line), wanted)
      for (index, one) in cases.enumerated() {
        guard let auto = auto[index], let read = found[index] else { continue }
        let place = Comment(rawValue: "\(one.testDescription) as \(other)")
        if auto.format == wanted, auto.outcome == .event {
          #expect(read.outcome == .event && read.format == wanted, place)
        } else if read.outcome == .event {
          // What two formats may be is of the first in `auto`.
          #expect(read.format == wanted && own != .bedrock, place)
        }
      }
    }
  }
}
