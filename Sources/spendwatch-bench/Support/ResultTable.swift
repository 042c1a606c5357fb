import SpendCore

/// Results of a benchmark: a table for people or JSON for machines.
struct ResultTable {
  var title: String
  var columns: [String]
  private(set) var rows: [[String]] = []

  init(_ title: String, _ columns: [String]) {
    self.title = title
    self.columns = columns
  }

  mutating func add(_ cells: String...) {
    rows.append(cells)
    Console.note("  " + cells.joined(separator: "  "))
  }

  func show(asJSON: Bool) { Console.out(asJSON ? json : text) }

  private var text: String {
    let widths = columns.indices.map { column in
      ([columns] + rows).reduce(0) { max($0, $1[column].count) }
    }
    let lines = ([columns] + rows).map { row in
      row.enumerated().map { index, cell in
        let space = String(repeating: " ", count: widths[index] - cell.count)
        return index == 0 ? cell + space : space + cell
      }.joined(separator: "  ")
    }
    return ([title, Machine.description] + lines).joined(separator: "\n")
  }

  private var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("benchmark", title)
      json.field("machine", Machine.description)
      json.array("results") { json in
        for row in rows {
          json.object { json in
            for (name, cell) in zip(columns, row) { json.decimal(name, cell) }
          }
        }
      }
    }
    return json.text
  }

  /// A number with so many digits after the point.
  static func number(_ value: Double, _ digits: Int = 2) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "-" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let units = Int64((abs(value) * scale).rounded())
    let whole = String(units / Int64(scale))
    let sign = value < 0 && units > 0 ? "-" : ""
    guard digits > 0 else { return sign + whole }
    let fraction = String(units % Int64(scale))
    return sign + whole + "." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
