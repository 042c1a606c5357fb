import SpendCore
import Terminal

/// What `check --formats` prints: how the formats of lines are told apart.
enum FormatList {
  static var text: String {
    var grid = TextGrid([.init("FORMAT"), .init("A LINE IS ONE THAT HAS")])
    grid.rows = [
      ["native", "cost_usd, or input_tokens and their like and nothing of what follows"],
      ["python_repr", "the same as a dict of Python; so may all the others be"],
    ]
    for shape in FormatShape.all {
      for alternative in shape.signature {
        let conditions = alternative.map { words($0) }.joined(separator: ", ")
        grid.rows.append([shape.format.rawValue, conditions])
      }
    }
    let head = "A line that has cost_usd is native; any other is of the first that fits:"
    return ([head] + grid.lines()).joined(separator: "\n")
  }

  private static func words(_ condition: FormatShape.Condition) -> String {
    func path(_ path: String) -> String { path.split(separator: "/").joined(separator: ".") }
    switch condition {
    case .count(let name): return "a number in \(path(name))"
    case .cost(let name): return "an amount in \(path(name))"
    case .time(let name): return "a time in \(path(name))"
    case .isTrue(let name): return "\(path(name)) true"
    case .prefix(let name, let values):
      return "\(path(name)) that begins with \(values.joined(separator: " or "))"
    case .not(let one): return "not " + words(one)
    case .text(let name, let values):
      guard let values else { return "\(path(name))" }
      return "\(path(name)) \(values.joined(separator: " or "))"
    }
  }
}
