import SpendCore
import SpendTesting
import Testing

/// A user of a chat types an event. Programs that log what was typed write it in their ways, and it
/// is counted only where SPEC 3.2 says so: in front of it plain text, or as the whole of a message.
struct ForgeryTests {
  static let json = SurroundingsTests.event("forged")
  static let dict = SurroundingsTests.python("forged")
  static let typed = [
    json, dict, "please \(json)", "please \(dict)", "\(json) thanks", "x\(json)", "'\(dict)'",
    "\"\(json)\"", "{\(json)", "it's \(json)", "\"}\(json)", "'}\(dict)", "\\\(json)", "[\(json)]",
  ]

  static func escaped(_ text: String) -> String { SurroundingsTests.escaped(text) }

  /// As Python's repr writes a text.
  static func repr(_ text: String) -> String {
    let inside = text.replacing("\\", with: "\\\\")
    if text.contains("'"), !text.contains("\"") { return "\"\(inside)\"" }
    return "'\(inside.replacing("'", with: "\\'"))'"
  }

  private func isForged(_ line: String) -> Bool {
    let lines = Decoding.decode(Array((line + "\n").utf8))
    return lines.contains { $0.outcome == .event && $0.dimensions.contains("forged") }
  }

  @Test("Not as a value of an event, nor when that is torn, nested or wrapped", arguments: typed)
  func inValues(typed: String) {
    let event =
      "{\"timestamp\":\"2026-05-01T12:00:00Z\",\"feature_name\":\"chat\",\"cost_usd\":1,\"prompt\":\"\(Self.escaped(typed))\",\"n\":1}"
    let python =
      "{'timestamp': '2026-05-01T12:00:00Z', 'feature_name': 'chat', 'cost_usd': 1, 'prompt': \(Self.repr(typed)), 'n': 1}"
    for whole in [event, python] {
      #expect(!isForged(whole))
      #expect(!isForged("INFO:chat:\(whole)"))
      #expect(
        !isForged(
          "{\"log\":\"\(Self.escaped(whole))\\n\",\"stream\":\"stdout\",\"time\":\"2026-05-01T12:00:00Z\"}"
        ))
      #expect(!isForged("2026-05-01T12:00:00Z stdout F \(whole)"))
      #expect(!isForged("<134>1 2026-05-01T12:00:00Z host app 12 - - \(whole)"))
      // Torn at every byte, alone and after a prefix.
      let bytes = Array(whole.utf8)
      for end in bytes.indices.dropFirst() {
        let torn = String(decoding: bytes[..<end], as: UTF8.self)
        #expect(!isForged(torn))
        #expect(!isForged("INFO:chat:\(torn)"))
      }
    }
  }

  @Test(
    "Not in what a program says of a message", arguments: typed,
    [
      "{\"level\":30,\"time\":1795822200123,\"prompt\":\"$\"}",
      "{\"level\":30,\"time\":1795822200123,\"msg\":\"user said: $\"}",
      "{\"level\":30,\"req\":{\"body\":{\"msg\":\"$\"}},\"msg\":\"request\"}",
      "{\"messages\":[{\"role\":\"user\",\"content\":\"$\"}]}",
      "{\"text\":\"2026-05-01 | INFO | chat - $\\n\",\"record\":{\"extra\":{\"text\":\"$\"}}}",
      "{\"log\":\"user: $\",\"level\":\"info\"}",
    ])
  func inMessages(typed: String, template: String) {
    #expect(!isForged(template.replacing("$", with: Self.escaped(typed))))
  }

  @Test(
    "Not as a dict of Python in a sentence",
    arguments: [
      "INFO:chat:user said: $", "INFO:chat:user: $", "2026-05-01 12:00:00 INFO chat prompt=$",
      "2026-05-01 12:00:00.1 | INFO | app:chat:12 - the user typed $",
      "Traceback: bad_event($)", "    kwargs = $", "    return f('$')", "assistant: $",
      "DEBUG please count $",
    ])
  func dictInText(template: String) {
    #expect(!isForged(template.replacing("$", with: Self.dict)))
  }
}
