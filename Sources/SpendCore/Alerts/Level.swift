/// How loud a threshold is. Ordered: a lane sends hard before soft before info.
package enum Level: String, CaseIterable, Hashable, Comparable, Sendable {
  case info, soft, hard

  package static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }

  package var rank: Int {
    switch self {
    case .info: 0
    case .soft: 1
    case .hard: 2
    }
  }
}
