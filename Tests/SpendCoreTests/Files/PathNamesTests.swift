import SpendCore
import Testing

@Suite("Names in paths")
struct PathNamesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var pattern: String
    var path: String
    var slot: String?
    var values: [String: String]
    var testDescription: String { "\(pattern) of \(path)" }
  }

  static let pods = "/var/log/pods/{namespace}_{pod}_{uid}/{container}/*.log"
  static let pod = "/var/log/pods/shop_chat-7d9_0f3e/app/"

  static let cases: [Case] = [
    Case(
      pattern: pods, path: pod + "0.log",
      values: ["namespace": "shop", "pod": "chat-7d9", "uid": "0f3e", "container": "app"]),
    // kubelet's rotation.
    Case(
      pattern: pods, path: pod + "0.log.20261128-101500.gz", slot: pod + "0.log",
      values: ["namespace": "shop", "pod": "chat-7d9", "uid": "0f3e", "container": "app"]),
    Case(
      pattern: pods, path: pod + "0.log.20261128-101500",
      values: ["namespace": "shop", "pod": "chat-7d9", "uid": "0f3e", "container": "app"]),
    // Each but the last as short as may be.
    Case(pattern: "/l/{a}_{b}.log", path: "/l/x_y_z.log", values: ["a": "x", "b": "y_z"]),
    Case(pattern: "/l/{a}-*-{b}.log", path: "/l/1-2-3-4.log", values: ["a": "1", "b": "3-4"]),
    Case(pattern: "/l/*{a}.log", path: "/l/x.log", values: ["a": "x"]),
    Case(pattern: "/l/{a}{b}", path: "/l/xyz", values: ["a": "x", "b": "yz"]),
    Case(pattern: "/l/{a}bab", path: "/l/babbab", values: ["a": "bab"]),
    Case(pattern: "/l/{a}x{b}xx", path: "/l/1xx2xx", values: ["a": "1", "b": "x2"]),
    Case(pattern: "/l/{a}.log", path: "/l/.log", values: [:]),
    Case(pattern: "/l/{a}.log", path: "/l/gr\u{FC}n\u{20AC}.log", values: ["a": "grün€"]),
    // The life that a file is a part of has the name; where that is not known, what rotation added
    // cannot be told from it.
    Case(
      pattern: "/l/{service}", path: "/l/chat.1", slot: "/l/chat", values: ["service": "chat"]),
    Case(pattern: "/l/**/{team}/x.log", path: "/l/a/b/c/x.log", values: ["team": "c"]),
    Case(pattern: "/l/{team}/**/x.log", path: "/l/a/b/c/x.log", values: ["team": "a"]),
    Case(pattern: "/l/{team}/**/{s}.log", path: "/l/a/x.log", values: ["team": "a", "s": "x"]),
    Case(pattern: "/l/{team}/x.log", path: "/m/a/x.log", values: [:]),
    // A file of exactly this name.
    Case(pattern: "/l/{a}.log", path: "/l/{a}.log", values: [:]),
    Case(pattern: #"/l/\{a}{b}"#, path: "/l/{a}c", values: ["b": "c"]),
    Case(pattern: "/l/{a,b}{c}", path: "/l/{a,b}d", values: ["c": "d"]),
  ]

  @Test("what a name stands for", arguments: cases)
  func values(_ one: Case) {
    let path = FilePath(one.path)
    let names = PathNames(one.pattern)
    #expect(names?.values(of: path, slot: one.slot.map { FilePath($0) } ?? path) == one.values)
    if one.slot == nil, !one.values.isEmpty, !one.path.contains(".log.") {
      #expect(PathGlob(one.pattern).matches(path))
    }
  }

  @Test(
    "braces that hold no name are characters",
    arguments: ["/l/{}", "/l/{a", "/l/a}", "/l/{a,b}", "/l/{1}", "/l/{a b}", #"/l/\{a}"#])
  func noName(pattern: String) {
    #expect(PathNames(pattern) == nil)
    #expect(PathGlob(pattern).literal != nil)
  }

  @Test("a part has one character or more, and no dot in front of a name")
  func shortest() {
    #expect(!PathGlob("/l/{a}.log").matches("/l/.log"))
    #expect(!PathGlob("/l/x{a}.log").matches("/l/x.log"))
    #expect(!PathGlob("/l/{a}").matches("/l/.hidden"))
    #expect(PathGlob("/l/x{a}.log").matches("/l/xy.log"))
  }
}
