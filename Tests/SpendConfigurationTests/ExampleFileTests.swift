import SpendConfiguration
import SpendCore
import Testing

/// The `alerts.yaml` that the project ships, read from the disk by the real thing.
@Suite("The alerts.yaml of the project")
struct ExampleFileTests {
  /// The root of the package, three directories above this file.
  static let root: String = {
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
      .joined(separator: "/")
  }()

  @Test("passes a strict check: at most the note that there are no events yet")
  func strict() throws {
    let host = HostAccess.system(environment: [:])
    let result = ConfigurationLoader(host: host).load(
      path: Self.root + "/alerts.yaml")
    #expect(result.problems.allSatisfy { $0.severity == .note && $0.keyPath == "sources" })
    #expect(result.comesLater.isEmpty)
    let configuration = try #require(result.configuration)
    #expect(configuration.budgets.map(\.name) == ["support_qa"])
    #expect(configuration.budgets.first?.daily == Money(nano: 50_000_000_000))
    #expect(configuration.budgets.first?.notify[.hard] == ["log"])
  }

  @Test("its commented examples work, too, once the # is gone")
  func commented() throws {
    let host = HostAccess.system(environment: [:])
    let bytes = try host.readFile(Self.root + "/alerts.yaml", 1 << 20)
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    // Examples are lines whose text after `# ` is YAML: a key, an entry, or indented further.
    let yaml = lines.map { line -> String in
      guard let mark = line.firstIndex(of: "#"), line[..<mark].allSatisfy({ $0 == " " }) else {
        return String(line)
      }
      let text = line[line.index(after: mark)...].dropFirst()
      let isKey = text.prefix { $0 != ":" }.allSatisfy { $0.isLowercase || $0 == "_" }
      guard text.hasPrefix("- ") || text.hasPrefix("  ") || (isKey && text.contains(":")) else {
        return ""
      }
      return String(line[..<mark] + text)
    }
    var machine = Machine()
    machine.files["/etc/spendwatch/pagerduty-key"] = .init("key")
    machine.files["/etc/spendwatch/mail"] = .init("password")
    machine.files["/var/log/chatbot/cost_events.jsonl"] = .init("")
    machine.files["/usr/share/zoneinfo/Europe/Berlin"] = .init("")
    machine.files["/usr/share/zoneinfo/Europe/Berlin"]?.bytes = ZoneFixture.kolkata
    let result = machine.load(yaml.joined(separator: "\n"))
    #expect(
      result.problems.map(\.message)
        == Array(repeating: "nothing notifies this receiver", count: 3))
    let configuration = try #require(result.configuration)
    #expect(
      configuration.budgets.map(\.name) == [
        "support_qa", "faq_*", "enterprise-per-model", "everything", "default",
      ])
    #expect(configuration.sources.count == 2 && configuration.exclude.count == 1)
  }
}
