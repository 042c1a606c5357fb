import Operations
import SpendCore
import Testing

/// What is said of incidents that nobody closes any more.
@Suite struct OpenIncidentsTests {
  private static func configuration(_ receivers: ReceiverSettings...) -> Configuration {
    var configuration = Configuration()
    configuration.receivers = [.log] + receivers
    return configuration
  }

  private static func pager(_ name: String, key: String = "k") -> ReceiverSettings {
    ReceiverSettings(name: name, kind: .pagerduty, routingKey: Secret(key))
  }

  private static func receiver(
    _ name: String, _ kind: ReceiverSettings.Kind = .webhook
  ) -> ReceiverSettings {
    ReceiverSettings(name: name, kind: kind, urls: [Secret("https://h/\(kind)")])
  }

  private static let table: [(old: ReceiverSettings, new: ReceiverSettings?, said: String?)] = [
    (
      pager("p"), nil,
      "receiver 'p' removed; 2 incidents that it opened stay open there: resolve them by hand, or "
        + "name the receiver 'p' again"
    ),
    (pager("p"), pager("p"), nil), (pager("p"), pager("p2"), nil),
    (
      pager("p"), pager("p2", key: "other"),
      "receiver 'p' removed; 2 incidents that it opened stay open there: resolve them by hand, or "
        + "name the receiver 'p' again"
    ),
    (
      pager("p"), pager("p", key: "other"),
      "receiver 'p' posts elsewhere now; 2 incidents that it opened stay open where it did: resolve "
        + "them by hand"
    ),
    (
      receiver("p"), nil,
      "receiver 'p' removed; it is not told of the end of 2 alerts that are still out"
    ),
    (receiver("p"), receiver("p2"), nil), (receiver("p"), receiver("p", .slack), nil),
    (receiver("p", .slack), nil, nil), (receiver("p", .alertmanager), nil, nil),
  ]

  @Test("a reload says what it leaves open", arguments: table.indices)
  func reload(row: Int) {
    let (old, new, said) = Self.table[row]
    let before = Self.configuration(old, Self.pager("idle"))
    let after = new.map { Self.configuration($0) } ?? Self.configuration()
    let expected = said.map { [$0] } ?? []
    #expect(OpenIncidents.warnings(["p": 2, "log": 2], from: before, to: after) == expected)
    #expect(OpenIncidents.warnings([:], from: before, to: after) == [])
  }

  @Test("a start and check say which receivers of the state are gone")
  func start() {
    let configuration = Self.configuration(Self.pager("p"))
    #expect(
      OpenIncidents.warnings(["p": 1, "q\u{1B}": 1, "log": 1], configuration) == [
        "receiver 'q\\u{1b}' is not configured any more, and is not told of the end of 1 alert that "
          + "is still out: an incident there is to be resolved by hand, or name a receiver "
          + "'q\\u{1b}' again"
      ])
  }
}
