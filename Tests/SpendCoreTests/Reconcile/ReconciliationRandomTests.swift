import SpendTesting
import Testing

@testable import SpendCore

/// Random bills and counts against an obvious way to compare them.
@Suite struct ReconciliationRandomTests {
  private struct Cell: Hashable {
    var day: Int64
    var model: String
  }

  /// An amount as a text of `units` (2: cents), exactly.
  private static func decimal(_ nano: Int64, units: Int) -> String {
    let digits = 9 - units
    let unit = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
    return "\(nano / unit)." + Timestamp.padded(nano % unit, digits)
  }

  /// The parts of a bill as a provider, or a spreadsheet, would write them.
  private static func file(
    _ parts: [(cell: Cell, nano: Int64)], _ random: inout SeededRandom
  ) -> String {
    let days = Int64(1)...Int64(6)
    func results(_ text: (Cell, Int64) -> String) -> [[String]] {
      days.map { day in parts.filter { $0.cell.day == day }.map { text($0.cell, $0.nano) } }
    }
    switch random.next(below: 4) {
    case 0:
      return Exports.openAI(results { Exports.cost(decimal($1, units: 0), $0.model + ", input") })
    case 1:
      return Exports.anthropic(results { Exports.cents(decimal($1, units: 2), $0.model, "x") })
    case 2:
      let lines = parts.map {
        "2026-05-0\($0.cell.day);\($0.cell.model);\(decimal($0.nano, units: 0).replacing(".", with: ","))"
      }
      return "day;model;usd\n2026-05-01;none;0,0\n2026-05-06;none;0,0\n"
        + lines.joined(separator: "\r\n")
    default:
      let lines = parts.map {
        "\"\($0.cell.model)\",\(decimal($0.nano, units: 2)),2026-05-0\($0.cell.day)"
      }
      return "model,cents,day\nnone,0,2026-05-01\nnone,0,2026-05-06\n"
        + lines.joined(separator: "\n")
    }
  }

  @Test("Rows, totals and splits of 400 random pairs")
  func agree() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededRandom(seed: seed)
    for _ in 0..<400 {
      let models = ["m", "n-2026-01-01", "o"]
      var theirs: [Cell: Int64] = [:]
      var parts: [(cell: Cell, nano: Int64)] = []
      for _ in 0..<random.next(below: 12) {
        let cell = Cell(day: Int64(1 + random.next(below: 6)), model: models[random.next(below: 3)])
        let nano = Int64(
          random.next(below: 3) == 0 ? random.next(below: 100) : random.next(below: 4_000_000_000))
        theirs[cell, default: 0] += nano
        parts.append((cell, nano))
      }
      var (ours, part) = ([Cell: Int64](), ReportPart())
      for _ in 0..<random.next(below: 12) {
        let cell = Cell(day: Int64(random.next(below: 8)), model: models[random.next(below: 3)])
        let near = (theirs[cell] ?? 0) + Int64(random.next(below: 20)) - 10
        let nano = random.chance(1, of: 2) ? max(0, near) : Int64(random.next(below: 4_000_000_000))
        guard ours[cell] == nil else { continue }
        ours[cell] = nano
        var sums = ReportSums()
        (sums.calls, sums.cost) = (1, Money(nano: nano))
        part.add(sums, ReportPart.Key(period: 20_573 + cell.day, values: [ExactText(cell.model)]))
      }
      ours = ours.filter { (1...6).contains($0.key.day) }
      let text = Self.file(parts, &random)
      let sums = try Exports.read([text], chunk: 1 + random.next(below: 300))
      let result = try Reconciliation(
        sums, ours: part, now: Timestamp(seconds: Exports.may + 90 * 86_400), .init())
      for cell in Set(theirs.keys).union(ours.keys) {
        let name = cell.model == "n-2026-01-01" ? "n" : cell.model
        let row = result.rows.first { $0.day == 20_573 + cell.day && $0.values == [name] }
        let difference = (ours[cell] ?? 0) - (theirs[cell] ?? 0)
        #expect(row?.difference == difference, "seed \(seed): \(cell)")
        #expect(row?.provider?.cost?.nano == theirs[cell] && row?.ours?.cost?.nano == ours[cell])
        let outcome: Reconciliation.Outcome =
          theirs[cell] == nil
          ? .oursOnly
          : ours[cell] == nil
            ? (theirs[cell] == 0 ? .matched : .providerOnly)
            : difference.magnitude * 20 <= (theirs[cell] ?? 0) ? .matched : .differs
        #expect(row?.outcome == outcome, "seed \(seed): \(cell)")
        if let split = row?.split { #expect(split.volume.nano + split.price.nano == difference) }
      }
      let (there, here) = (theirs.values.reduce(0, +), ours.values.reduce(0, +))
      #expect(result.difference == here - there, "seed \(seed)")
      #expect(result.provider.cost?.nano == there || parts.isEmpty, "seed \(seed)")
      #expect(
        result.rows.isEmpty || result.isWithin == ((here - there).magnitude * 20 <= there),
        "seed \(seed)")
    }
  }

  @Test("However a file is broken and cut, it is read in one way, or refused in one")
  func broken() {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededRandom(seed: seed)
    let files = [
      Exports.openAI([[Exports.cost("1.5", "gpt-4o, input"), Exports.cost("2e-3", "o3")], []])
        + "\n" + Exports.openAI([[Exports.usage("gpt-4o", calls: 3, input: 30, output: 3)]]),
      "[" + Exports.anthropic([[Exports.cents("12.5", nil, "Claude Opus 4 Usage - Input Tokens")]])
        + "]",
      "\u{FEFF}day;model;usd\r\n2026-05-01;\"a;\"\"b\";1,5\r\n2026-05-02;c;1.234,5",
      "Service,Claude Haiku 4.5 (Amazon Bedrock Edition)($),EC2($)\n2026-05-01,1.5,2\n2026-05-02,,1\n",
      "lineItem/UsageStartDate,lineItem/UnblendedCost,lineItem/ProductCode,lineItem/UsageType\n"
        + "2026-05-01T00:00:00Z,1.5,AmazonBedrock,USE1-NovaPro-input-tokens\n",
    ]
    let odd = Array("\",;{}[]:\\\n\r\t0-+.eE \u{FEFF}".utf8) + [0, 0xFF, 0xC3]
    for _ in 0..<3000 {
      var bytes = Array(files[random.next(below: files.count)].utf8)
      for _ in 0..<random.next(below: 4) {
        let place = random.next(below: bytes.count)
        switch random.next(below: 4) {
        case 0: bytes[place] = odd[random.next(below: odd.count)]
        case 1: bytes.insert(odd[random.next(below: odd.count)], at: place)
        case 2: bytes.remove(at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + random.next(below: 40)))
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      let whole = Self.outcome(bytes, chunk: bytes.count)
      for chunk in [1, 2 + random.next(below: 50)] {
        #expect(Self.outcome(bytes, chunk: chunk) == whole, "seed \(seed)")
      }
    }
  }

  private static func outcome(_ bytes: [UInt8], chunk: Int) -> [String] {
    var reader = ExportReader(ReconcileQuery())
    do throws(ExportFailure) {
      var rest = bytes[...]
      while !rest.isEmpty {
        try reader.add(rest.prefix(chunk))
        rest = rest.dropFirst(chunk)
      }
      try reader.finish()
      return Exports.rows(reader.sums)
    } catch { return [error.description] }
  }
}
