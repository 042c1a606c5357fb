/// A condition, and how bad it is when it is met.
package struct Threshold: Hashable, Sendable {
  package var condition: Condition
  package var level: Level

  package init(_ condition: Condition, level: Level) {
    self.condition = condition
    self.level = level
  }

  package init(percent: Int64, level: Level) {
    self.init(.percent(percent), level: level)
  }
}
