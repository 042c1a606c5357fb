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
      "datetime.datetime(2026, 11, 27, 18, 30, tzinfo=tzstr('X-3Y,M3.2.0'))",
      "datetime.datetime(2026, 11, 27, 18, 30, tzinfo=TzInfo(+2 h))",
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

  /// Clocks go back in Berlin at 01:00 UTC that day, and forward on 29 March.
  static let folded: [(text: String, seconds: Int64)] = [
    ("2026, 10, 25, 2, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin')", 1_792_888_200),
    ("2026, 10, 25, 2, 30, fold=1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin')", 1_792_891_800),
    (
      "2026, 10, 25, 2, 30, fold=1, tzinfo=tzfile('/usr/share/zoneinfo/Europe/Berlin')",
      1_792_891_800
    ),
    ("2026, 10, 25, 2, 30", 1_792_888_200), ("2026, 10, 25, 2, 30, fold=1", 1_792_891_800),
    ("2026, 10, 25, 2, 30, tzinfo=tzlocal()", 1_792_888_200),
    ("2026, 10, 25, 2, 30, fold=1, tzinfo=tzlocal()", 1_792_891_800),
    ("2026, 10, 25, 1, 30, fold=1", 1_792_884_600), ("2026, 10, 25, 3, 30, fold=1", 1_792_895_400),
    ("2026, 3, 29, 2, 30", 1_774_747_800), ("2026, 3, 29, 2, 30, fold=1", 1_774_744_200),
    ("2026, 10, 25, 2, 30, fold=1, tzinfo=TzInfo(+02:00)", 1_792_888_200),
  ]

  @Test("Of a time that occurs twice Python says which one it is", arguments: folded)
  func fold(row: (text: String, seconds: Int64)) throws {
    var settings = NamedZones.settings()
    settings.naiveZone = try #require(NamedZones.directory.rules(named: "Europe/Berlin"))
    for name in ["datetime.datetime", "DateTime"] {
      let text = "{'timestamp': \(name)(\(row.text)), 'cost_usd': 1}\n"
      let lines = Decoding.decode(Array(text.utf8), settings, clampsFuture: false)
      #expect(lines.map(\.timeMicroseconds) == [row.seconds * 1_000_000], "\(text)")
      #expect(lines.map(\.flags) == [[]], "\(text)")
    }
  }

  @Test("A dict that prints as the argument of its type is that dict")
  func wrapped() {
    var settings = Decoding.settings()
    settings.fields = ["cost_usd": ["usage.cost"]]
    for value in ["{'cost': 2}", "OrderedDict({'cost': 2})", "types.mappingproxy({'cost': 2})"] {
      let text = "{'feature_name': 'f', 'usage': \(value)}\n"
      let lines = Decoding.decode(Array(text.utf8), settings)
      #expect(lines.map(\.costNano) == [2_000_000_000], "\(value)")
    }
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
      "america/new_york": -5, "europe/berlin": 1, "asia/kolkata": 5, "est": -5, "est5edt": -5,
    ]
    return hours[name.lowercased()].map { hours in
      var rules = TimeZoneRules(name: name, initialOffsetSeconds: hours * 3600)
      if hours == 1 {
        rules.transitions = [
          .init(at: 1_774_746_000, offsetSeconds: 7200),
          .init(at: 1_792_890_000, offsetSeconds: 3600),
        ]
      }
      return rules
    }
  }

  static func settings(_ format: LineFormat = .auto) -> SourceSettings {
    var settings = Decoding.settings(format)
    settings.zones = directory
    return settings
  }
}
