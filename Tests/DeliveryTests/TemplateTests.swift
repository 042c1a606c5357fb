import Delivery
import SpendCore
import Testing

/// The operator's own texts: checked before, escaped always.
@Suite("Templates")
struct TemplateTests {
  @Test(
    "good templates pass, bad ones are named",
    arguments: [
      ("{{who}} {{spend}}/{{limit}}", nil), ("plain", nil),
      ("{{#hard}}!{{/hard}}{{^hard}}.{{/hard}}", nil),
      ("{{labels.team}} {{group.feature_name}}", nil),
      ("{{#top}}{{dimension}}: {{text}}\n{{/top}}", nil),
      ("{{! a comment }}{{uppercased(level)}}", nil),
      ("{{#top}}{{#values}}{{name}}{{/values}}{{/top}}", nil),
      ("{{spent}}", "unknown name 'spent'"), ("{{#hard}}", "not closed"), ("{{who", "at line 1"),
      ("{{#hard}}{{/soft}}", "another name"), ("{{> partial}}", "not supported"),
      ("{{<parent}}{{/parent}}", "not supported"), ("{{=<% %>=}}", "not supported"),
      ("{{}}", "without a name"),
    ] as [(String, String?)])
  func problems(template: String, expected: String?) {
    let problem = Template.problem(in: template)
    if let expected {
      #expect(problem?.contains(expected) == true, "\(problem ?? "none")")
    } else {
      #expect(problem == nil, "\(problem ?? "")")
    }
  }

  private func slackText(_ template: String, feature: String = "a") throws -> String {
    var context = Fixture.context(.slack)
    context.settings.messageTemplate = template
    let request = try #require(Fixture.requests([Fixture.delivery(1, feature)], context).first)
    return JSONFixture.texts(try JSONFixture.object(request.body)).filter {
      $0.path == ".blocks[].text.text"
    }
    .map(\.text).joined(separator: "\n")
  }

  @Test("a template may use the receiver's markup; what comes from events may not, with any braces")
  func escapes() throws {
    let text = try slackText("<!here> *{{who}}* {{{who}}} {{&who}}", feature: "<!channel>&")
    let safe = "&lt;!channel&gt;&amp;"
    #expect(text.contains("<!here> *\(safe)* \(safe) \(safe)"))
  }

  @Test("braces inside a name are not a template")
  func nesting() throws {
    let text = try slackText("{{who}}", feature: "{{budget}}")
    #expect(text.contains("{{budget}}"))
  }

  @Test("a budget's template wins over its receiver's; a broken or empty one falls back")
  func fallback() throws {
    var budget = Budget(name: "support_qa")
    budget.titleTemplate = "T {{spend}}"
    var context = Fixture.context(.pagerduty) { $0.titleTemplate = "receiver's" }
    func summary() throws -> String {
      let request = try #require(Fixture.requests([Fixture.delivery(1)], context).first)
      let payload = try JSONFixture.object(request.body)["payload"] as? [String: Any]
      return payload?["summary"] as? String ?? ""
    }
    #expect(try summary() == "receiver's")
    context.templates = TemplateSet(budgets: [budget])
    #expect(try summary() == "T $50.12")
    budget.titleTemplate = "{{#hard}}"
    context.templates = TemplateSet(budgets: [budget])
    #expect(try summary().hasPrefix("LLM budget exceeded: support_qa"))
    budget.titleTemplate = "  {{exhausted_at}} "
    context.templates = TemplateSet(budgets: [budget])
    #expect(try summary().hasPrefix("LLM budget exceeded: support_qa"))
  }
}
