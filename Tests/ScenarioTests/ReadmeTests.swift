import FoundationEssentials
import SpendCore
import Testing

/// What the README tells people to write, run as they would.
@Suite struct ReadmeTests {
  private static let hasPython = Shell.run("command -v python3 >/dev/null") == 0
  private static let hasNode = Shell.run("command -v node >/dev/null") == 0

  /// The first block of code in a language.
  private static func block(_ language: String) throws -> String {
    let bytes = try #require(FileManager.default.contents(atPath: SourceTop.path + "/README.md"))
    let parts = String(decoding: bytes, as: UTF8.self).split(separator: "```\(language)\n")
    let code = parts.count > 1 ? parts[1].split(separator: "```").first : nil
    return String(try #require(code))
  }

  /// What the provider answers, in place of its SDK.
  private static let answer = """
    {"id": "chatcmpl-1", "object": "chat.completion", "created": 1777638896, "model": "gpt-4o-2024-08-06", \
    "choices": [{"message": {"content": "yes"}}], "service_tier": "default", \
    "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}}
    """

  private static func check(_ program: Program) throws {
    let report = program.run(
      ["report", program.path("cost_events.jsonl"), "--json"], namesState: false
    ).output
    let table = try JSONReader.read(report.utf8)
    #expect(table["totals"]?["calls"]?.integer == 1, "\(report)")
    #expect(table["rows"]?.elements?.first?["feature_name"]?.text == "faq")
    // 1,000 tokens at $2.50 a million and 100 at $10.
    #expect(table["totals"]?["cost_usd"]?.text == "0.003500000")
    #expect(!program.read("cost_events.jsonl").contains("yes"), "the answer itself is not logged")
  }

  @Test(
    "The lines of Python log a call that is priced",
    .enabled(if: hasPython, "python3 is not installed"))
  func python() throws {
    let program = try Program(configuration: "budgets: [{ name: all, per: [], daily: 50 }]")
    try program.write(
      "openai.py",
      """
      import json
      class Answer(dict):
          def model_dump(self, exclude=()): return {k: v for k, v in self.items() if k not in exclude}
      class OpenAI:
          def __init__(self): self.chat = self.completions = self
          def create(self, **request): return Answer(json.loads('''\(Self.answer)'''))
      """)
    try program.write(
      "app.py", try Self.block("python") + "\nask('faq', model='gpt-4o', messages=[])\n")
    #expect(Shell.run("cd '\(program.directory)' && python3 app.py 2>/dev/null") == 0)
    try Self.check(program)
  }

  @Test(
    "The lines of TypeScript log a call that is priced",
    .enabled(if: hasNode, "node is not installed"))
  func typeScript() throws {
    let program = try Program(configuration: "budgets: [{ name: all, per: [], daily: 50 }]")
    // Not every node takes types off by itself.
    let code = try Self.block("typescript")
      .replacing(": string", with: "")
      .replacing(": OpenAI.ChatCompletionCreateParamsNonStreaming", with: "")
      .replacing(#"from "openai""#, with: #"from "./openai.mjs""#)
    try program.write(
      "openai.mjs",
      """
      export default class OpenAI {
        chat = { completions: { create: async () => (\(Self.answer)) } };
      }
      """)
    try program.write("app.mjs", code + "\nawait ask(\"faq\", {});\n")
    #expect(Shell.run("cd '\(program.directory)' && node app.mjs 2>/dev/null") == 0)
    try Self.check(program)
  }
}
