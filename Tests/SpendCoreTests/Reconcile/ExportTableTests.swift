import Testing

@testable import SpendCore

/// Any CSV by its columns, and how people write numbers.
@Suite struct ExportTableTests {
  private static let columns = ["day": "Date", "model": "Model", "usd": "Cost"]

  @Test("Quotes, a mark in front, line ends of all kinds, line feeds in values")
  func quoting() throws {
    let expected = [
      "2026-05-01 gpt-4o 1.500000000 - - -", "2026-05-02 x,\"y\"\n 0.000000001 - - -",
    ]
    for end in ["\n", "\r\n", "\r"] {
      let text =
        [
          "Model,Date,Other,Cost", "gpt-4o,2026-05-01,,1",
          "\"gpt-4o-2024-08-06\",2026-05-01,\"\",0.5",
          "\"x,\"\"y\"\"\n\",2026-05-02T10:00:00,z,1E-9", "",
        ].joined(separator: end)
      for chunk in [1, 3, 1 << 18] {
        let sums = try Exports.read(
          ["\u{FEFF}" + text], Exports.query(columns: Self.columns), chunk: chunk)
        #expect(Exports.rows(sums) == expected)
      }
    }
    // What `report --per day -o csv` writes needs no columns.
    let own =
      "day,model,calls,input_tokens,output_tokens,cost_usd,avg_cost_usd\n"
      + "2026-05-01,gpt-4o,3,30,3,0.300000000,0.100000000\n"
    #expect(
      Exports.rows(try Exports.read([own])) == ["2026-05-01 gpt-4o 0.300000000 3 30 3"])
    let months = "Date;Cost\n2026-05;12\n2026-06;13"
    let byModel = Exports.query(by: [], columns: ["day": "Date", "cents": "Cost"])
    #expect(
      Exports.rows(try Exports.read([months], byModel)) == [
        "2026-05-01 to 2026-05-31 0.120000000 - - -", "2026-06-01 to 2026-06-30 0.130000000 - - -",
      ])
  }

  @Test("A number with points and commas is what it says, or refused")
  func marks() {
    let table: [(text: String, mark: DecimalMark?, reading: DecimalMark.Reading)] = [
      ("1234", nil, .number("1234", nil)), ("-12.5", nil, .number("-12.5", .point)),
      ("12,5", nil, .number("12.5", .comma)), ("0,123", nil, .number("0.123", .comma)),
      ("0.123", nil, .number("0.123", .point)), ("1.234", nil, .ambiguous),
      ("1,234", nil, .ambiguous), ("12.345", nil, .ambiguous), ("-1.234", nil, .ambiguous),
      ("1.234", .point, .number("1.234", nil)), ("1.234", .comma, .number("1234", nil)),
      ("1,234", .point, .number("1234", nil)), ("1,234", .comma, .number("1.234", nil)),
      ("1.234,56", nil, .number("1234.56", .comma)), ("1,234.56", nil, .number("1234.56", .point)),
      ("1.234.567", nil, .number("1234567", .comma)),
      ("1,234,567", nil, .number("1234567", .point)),
      ("1234.567", nil, .number("1234.567", .point)), ("12,34.5", nil, .malformed),
      ("1.23,456.7", nil, .malformed), ("12,5", .point, .malformed),
      ("1,5e-3", nil, .number("1.5e-3", .comma)),
      ("$1,240.11", .point, .number("1240.11", .point)),
      ("1.240,11 $", nil, .number("1240.11", .comma)),
      ("-$5.00", .point, .number("-5.00", nil)), ("", nil, .malformed),
      ("US$ 3", nil, .number("3", nil)),
    ]
    for row in table {
      #expect(DecimalMark.read(row.text, row.mark) == row.reading, "\(row.text) \(row.mark as Any)")
    }
  }

  @Test("Semicolons and decimal commas: recognised, or the way to say it")
  func semicolons() throws {
    let query = Exports.query(columns: Self.columns)
    func file(_ costs: String...) -> String {
      "Date;Model;Cost\n" + costs.map { "2026-05-01;gpt-4o;\($0)\n" }.joined()
    }
    let sums = try Exports.read([file("0,5", "1.234,5", "1.234")], query)
    #expect(Exports.rows(sums) == ["2026-05-01 gpt-4o 2469.000000000 - - -"])
    #expect(
      Exports.failure(file("1.234"), query)
        == "line 2: usd: '1.234' may be a thousand and more, or a number with three decimals; say "
        + "which with --decimal comma or --decimal point")
    var told = query
    told.decimalMark = .point
    #expect(
      Exports.rows(try Exports.read([file("1.234")], told)) == [
        "2026-05-01 gpt-4o 1.234000000 - - -"
      ])
    #expect(Exports.failure(file("0,5", "0.5"), query)?.contains("line 3: usd: '0.5'") == true)
    // Between commas a point is what it is everywhere, and a comma is refused.
    let comma = "Date,Model,Cost\n2026-05-01,gpt-4o,1.234\n2026-05-01,gpt-4o,\"0,5\"\n"
    #expect(Exports.failure(comma, query)?.hasPrefix("line 3: usd: '0,5'") == true)
  }

  @Test("What is wrong is said, with the line and what would be right")
  func refuses() {
    let query = Exports.query(columns: Self.columns)
    let table: [(file: String, query: ReconcileQuery, says: String)] = [
      ("Date,Model\n", query, "line 1: there is no column 'Cost'; there are 'Date', 'Model'"),
      ("a,b\n1,2\n", ReconcileQuery(), "line 1: say which column is the day, as --columns day="),
      ("day,b\n1,2\n", ReconcileQuery(), "line 1: say which column is the amount"),
      (
        "Date,Model,Cost\n",
        Exports.query(columns: ["day": "Date", "usd": "Cost", "cents": "Cost"]), "usd and cents"
      ),
      ("Date,Model,Cost,Cost\n", query, "line 1: two columns are called 'Cost'"),
      (
        "Date,Model,Cost\n2026-05-01,m,1\n2026-05-01,m\n", query,
        "line 3: 2 values, and the titles are 3"
      ),
      ("Date,Model,Cost\n2026-05-01,m,1,2\n", query, "line 2: 4 values"),
      ("Date,Model,Cost\r\n2026-05-01,m,1\r\nx,m,1\r\n", query, "line 3: day: 'x' is not a date"),
      ("Date,Model,Cost\n05/04/2026,m,1\n", query, "line 2: day: '05/04/2026' is not a date"),
      ("Date,Model,Cost\n2026-05-01,m,\n", query, "line 2: usd: the value is missing"),
      ("Date,Model,Cost\n2026-05-01,m,1 €\n", query, "line 2: usd: '1 €' is no"),
      (
        "Date,Model,Cost\n2026-05-01,m,99999999999\n", query,
        "line 2: usd: '99999999999' is not an amount"
      ),
      ("Date,Model,Cost\n2026-05-01,\"m,1\n", query, "line 2: a quotation mark is not closed"),
      ("Date,Model,Cost\n2026-05-01,\"m\"x,1\n", query, "line 2: text follows the quotation mark"),
      ("", query, "is empty"), ("   \n", query, "is empty"), ("\u{FEFF}", query, "is empty"),
      (#"{"data":[]"#, ReconcileQuery(), "line 1: the object that begins here has no end"),
      (
        #"{"a":1}"# + "\n" + #"{"a" 1}"#, ReconcileQuery(), "line 1: is not an export that is known"
      ),
      ("[1]", ReconcileQuery(), "line 1: no JSON object where one should begin"),
      (Exports.openAI([[]]) + ",", ReconcileQuery(), "line 1: no JSON object"),
      ("[" + Exports.openAI([[]]), ReconcileQuery(), "line 1: the list has no end"),
      (Exports.openAI([[]]), Exports.query(format: .anthropic), "it looks like openai"),
      (Exports.openAI([[]]), Exports.query(format: .csv), "is JSON, and --format says csv"),
      ("a,b\n", Exports.query(format: .cur), "say which column"),
      (
        Exports.openAI([[Exports.cost("\"x\"", nil)]]), ReconcileQuery(),
        "amount.value: '\"x\"' is not an amount"
      ),
      (Exports.openAI([[Exports.cost("null", nil)]]), ReconcileQuery(), "there is no amount"),
      (Exports.openAI([[]], from: -5), ReconcileQuery(), "start_time: '-5' is not a time"),
      (
        Exports.openAI([[#"{"amount":{"value":1,"currency":"eur"}}"#]]), ReconcileQuery(),
        "an amount in 'eur'; only USD"
      ),
      (
        "Service,Bedrock($)\n2026-05-01,1\n2026-06-01,2\n", ReconcileQuery(),
        "every line is of the first of a month; choose the granularity Daily"
      ),
      (
        "Date,Cost\n2026-05,1\n", Exports.query(columns: ["day": "Date", "usd": "Cost"]),
        "is longer than a day"
      ),
    ]
    for row in table {
      let failure = Exports.failure(row.file, row.query)
      #expect(failure?.contains(row.says) == true, "\(row.file): \(failure ?? "nothing")")
    }
    #expect(Exports.failure("d\u{0}a\u{0}", query)?.contains("UTF-8") == true)
  }

  @Test("A file that is named twice counts nothing twice, but is an error")
  func twice() {
    let page = Exports.openAI([[Exports.cost("1", "gpt-4o")]])
    #expect(throws: ExportFailure.self) { try Exports.read([page, page]) }
    // Two organisations without any cost look the same.
    let empty = Exports.openAI([[]])
    #expect(throws: Never.self) { try Exports.read([empty, empty, page]) }
  }

  @Test("What is monstrous is refused, in memory that does not grow with it")
  func hostile() throws {
    let query = Exports.query(columns: Self.columns)
    let head = "Date,Model,Cost\n"
    func feed(_ front: String, _ bytes: [UInt8], times: Int) -> String? {
      var reader = ExportReader(query.columns.isEmpty ? ReconcileQuery() : query)
      do throws(ExportFailure) {
        try reader.add(Array(front.utf8)[...])
        for _ in 0..<times { try reader.add(bytes[...]) }
        try reader.finish()
        return nil
      } catch { return error.description }
    }
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
    let commas = [UInt8](repeating: UInt8(ascii: ","), count: 1 << 18)
    let brackets = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 18)
    #expect(feed(head + "2026-05-01,\"", letters, times: 10)?.contains("more than 4 MiB") == true)
    #expect(feed("Date,", letters, times: 10)?.contains("the first line has no end") == true)
    #expect(feed(head, commas, times: 1)?.contains("more than 20000 columns") == true)
    #expect(feed("Date,", commas, times: 1)?.contains("more than 20000 columns") == true)
    var plain = ExportReader(ReconcileQuery())
    #expect(throws: ExportFailure.self) { try plain.add(brackets[...]) }
    let nested = #"{"data":"# + String(repeating: "[", count: 100)
    #expect(Exports.failure(nested)?.contains("more than 64 levels") == true)
    let long = #"{"data":""# + String(repeating: "x", count: JSONDocuments.longest) + "\"}"
    #expect(Exports.failure(long)?.contains("more than 16 MiB") == true)
    let many = head + (0...ExportSums.mostKeys).map { "2026-05-01,m\($0),1\n" }.joined()
    #expect(Exports.failure(many, query)?.contains("more than 200000 rows of day, model") == true)
  }
}
