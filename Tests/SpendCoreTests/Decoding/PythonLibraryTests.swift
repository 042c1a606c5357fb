import SpendCore
import SpendTesting
import Testing

/// What the standard library and those of PyPI print is read as what it is, and never costs the
/// money beside it.
struct PythonLibraryTests {
  /// 2026-11-27T23:30:00Z.
  static let moment: Int64 = 1_795_822_200

  private func only(_ value: String, key: String) -> OracleLine? {
    let other = key == "timestamp" ? "" : "'timestamp': 1795822200, "
    let cost = key == "cost_usd" ? "" : ", 'cost_usd': 1"
    let text = "{\(other)'\(key)': \(value), 'feature_name': 'f'\(cost)}\n"
    let lines = Decoding.decode(
      Array(text.utf8), NamedZones.settings(), clampsFuture: false)
    return lines.count == 1 ? lines[0] : nil
  }

  @Test("Times of seven libraries are the moment that they are", arguments: PythonPrints.times)
  func time(text: String) throws {
    let line = try #require(only(text, key: "timestamp"))
    #expect(line.outcome == .event)
    #expect(line.flags == [])
    #expect((Self.moment..<Self.moment + 60).contains(line.timeMicroseconds / 1_000_000))
  }

  @Test(
    "A zone that nobody can know costs the time, not the money",
    arguments: [
      "datetime.datetime(2026, 11, 27, 18, 30, tzinfo=tzlocal())",
      "datetime.datetime(2026, 11, 27, 18, 30, tzinfo=tzstr('EST5EDT'))",
      "datetime.datetime(2026, 11, 27, 18, 30, tzinfo=<MyZone object at 0x7f>)",
      "datetime.datetime(2026, 11, 27, 18, 30, tzinfo=zoneinfo.ZoneInfo(key='Mars/Olympus'))",
      "datetime.time(18, 30)", "datetime.timedelta(1)", "<object object at 0x7f>",
    ])
  func unknownZone(text: String) throws {
    let line = try #require(only(text, key: "timestamp"))
    #expect(line.outcome == .event)
    #expect(line.flags == .badTime)
    #expect(line.costNano == 1_000_000_000)
  }

  @Test("Scalars of numpy and decimals are amounts", arguments: PythonPrints.costs)
  func cost(text: String, amount: Double) throws {
    let line = try #require(only(text, key: "cost_usd"))
    #expect(line.outcome == .event)
    #expect(line.costNano == Int64(amount * 1e9))
  }

  @Test("A dimension groups by what a value says", arguments: PythonPrints.models)
  func model(text: String, model: String) throws {
    let line = try #require(only(text, key: "model"))
    #expect(line.outcome == .event)
    #expect(line.dimensions == ["f", "", model, "", ""])
  }

  @Test("A value that nobody asks for costs nothing", arguments: PythonPrints.others)
  func other(text: String) throws {
    let line = try #require(only(text, key: "x"))
    #expect(line.outcome == .event)
    #expect(line.flags == [])
    #expect(line.costNano == 1_000_000_000)
    #expect(line.dimensions.first == "f")
  }
}

/// Some zones, so that times may name them.
enum NamedZones {
  static let directory = ZoneDirectory { name in
    let hours: [String: Int64] = [
      "america/new_york": -5, "europe/berlin": 1, "asia/kolkata": 5, "est": -5,
    ]
    return hours[name.lowercased()].map {
      TimeZoneRules(name: name, initialOffsetSeconds: $0 * 3600)
    }
  }

  static func settings(_ format: LineFormat = .auto) -> SourceSettings {
    var settings = Decoding.settings(format)
    settings.zones = directory
    return settings
  }
}
