import SpendConfiguration
import SpendCore
import Testing

/// Files that nobody means well end in one clear error, not in memory or on the stack.
@Suite("Hostile files")
struct HostileFileTests {
  static let bomb: String = {
    var lines = ["x-a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for level in 1...20 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      lines.append("x-a\(level): &a\(level) [\(aliases)]")
    }
    return lines.joined(separator: "\n") + "\nbudgets: [{ feature: a, daily: 1 }]\n"
  }()

  struct Case: Sendable, CustomTestStringConvertible {
    var yaml: String
    var error: String

    /// Some are as large as a file may be.
    var testDescription: String { "\(yaml.utf8.count) bytes: \(error.prefix(80))" }
  }

  static let cases: [Case] = [
    Case(
      yaml: bomb,
      error: "alerts.yaml:5:7: more than 50000 values (aliases counted wherever they are used)"),
    // The same as keys, which a reader that hashes keys would have to expand.
    Case(
      yaml: bomb.split(separator: "\n").prefix(4).joined(separator: "\n")
        + "\n? *a3\n: x\n? *a3\n: y\n"
        + (0..<10).map { "? [\($0), *a3]\n: x\n" }.joined(),
      error: "alerts.yaml:1:1: more than 50000 values (aliases counted wherever they are used)"),
    Case(
      yaml: String(repeating: "[", count: 100_000),
      error: "alerts.yaml:1:1: nested more than 64 levels deep"),
    Case(
      yaml: String(repeating: "- ", count: 100_000) + "a",
      error: "alerts.yaml:1:129: nested more than 64 levels deep"),
    Case(
      yaml: String(repeating: "{a: ", count: 1000) + "b",
      error: "alerts.yaml:1:257: nested more than 64 levels deep"),
    // Depth through aliases: each level holds the one before.
    Case(
      yaml: "x-a0: &a0 [x]\n"
        + (1...80).map { "x-a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined(),
      error: "alerts.yaml:64:8: nested more than 64 levels deep"),
    Case(
      yaml: (0..<60_000).map { "k\($0): v\n" }.joined(),
      error: "alerts.yaml:25001:1: more than 50000 values "
        + "(aliases counted wherever they are used)"),
    Case(
      yaml: "#" + String(repeating: "x", count: 1 << 20),
      error: "alerts.yaml: is larger than 1 MiB, the most that a configuration can be"),
    Case(
      yaml: "budgets: []\n\0\n", error: "alerts.yaml:2:1: a NUL byte does not belong in a text file"
    ),
    Case(
      yaml: "budgets: \u{1B}[31m\n",
      error: "alerts.yaml:1:10: a control character does not belong in a text file"),
    Case(
      yaml: "a: &a [*a]\n",
      error: "alerts.yaml:1:8: an alias of something that is not defined above; "
        + "a text that begins with * needs quotes: \"*\""),
  ]

  @Test("end in one error with its place", arguments: cases)
  func hostile(_ hostile: Case) {
    let result = Machine().load(hostile.yaml)
    #expect(result.problems.map { $0.text(file: "alerts.yaml") } == [hostile.error])
    #expect(result.configuration == nil && result.isInvalid)
  }

  @Test(
    "bytes that are not UTF-8 are named with their place",
    arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC0, 0x80]]
      as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    let result = Machine().load(Array("budgets: []\nname: é ".utf8) + bytes + Array("\n".utf8))
    #expect(
      result.problems.map { $0.text(file: "alerts.yaml") } == [
        "alerts.yaml:2:9: is not UTF-8 text"
      ])
  }

  @Test("a file with more mistakes than anybody reads stops being looked at")
  func manyMistakes() throws {
    let result = Machine().load((0..<20_000).map { "k\($0): v\n" }.joined())
    #expect(result.problems.count == 301)
    let last = try #require(result.problems.last)
    #expect(last.message == "300 problems; the rest of the file is not looked at")
  }

  @Test("any number of warnings counts for nothing, and hides no mistake")
  func manyWarnings() throws {
    let receivers = (0..<1000).map {
      "  r\($0): { type: webhook, url: \"http://127.0.0.1/\($0)\" }\n"
    }
    let text = "budgets: [{ feature: f, daily: 1 }]\nreceivers:\n" + receivers.joined()
    let result = Machine().load(text)
    #expect(result.configuration?.receivers.count == 1001)
    #expect(result.problems.count == 301)
    #expect(result.problems.last?.message == "300 warnings; further ones are not shown")
    #expect(!result.isInvalid)
    let broken = Machine().load(text + "budgest: []\n")
    #expect(broken.problems.contains { $0.severity == .error && $0.keyPath == "budgest" })
  }

  @Test("a byte order mark and Windows line ends are harmless")
  func windows() throws {
    let text = "\u{FEFF}budgets:\r\n  - feature: a\r\n    daily: 5\r\n"
    let result = Machine().load(text)
    #expect(result.problems.isEmpty)
    #expect(try #require(result.configuration).budgets.map(\.name) == ["a"])
  }

  @Test("files that cannot be read say why")
  func unreadable() {
    func said(_ path: String) -> [String] {
      let result = ConfigurationLoader(host: Machine().host).load(path: path)
      return result.problems.map { $0.text(file: path) }
    }
    #expect(said("nope.yaml") == ["nope.yaml: does not exist"])
    #expect(
      said("secrets/denied") == ["secrets/denied: cannot be read: permission denied"])
    #expect(said("secrets/folder") == ["secrets/folder: is a directory, not a file"])
  }

  @Test("random damage to a good file never traps")
  func damage() {
    var random = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0...UInt64.max, using: &random)
    var state = seed
    func next(_ bound: Int) -> Int {
      // SplitMix64.
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((z ^ (z >> 31)) % UInt64(bound))
    }
    let good = Array(FullExampleTests.yaml.utf8)
    let marks = Array("[]{}:,-*&!|>'\"%@`#?\n\t \0~<$".utf8)
    for _ in 0..<400 {
      var bytes = good
      for _ in 0...next(4) {
        let place = next(bytes.count)
        switch next(3) {
        case 0: bytes[place] = marks[next(marks.count)]
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(20)))
        default: bytes.insert(marks[next(marks.count)], at: place)
        }
      }
      let result = Machine().load(bytes)
      let hasError = result.problems.contains { $0.severity == .error }
      #expect((result.configuration == nil) == hasError, "seed \(seed)")
    }
  }
}
