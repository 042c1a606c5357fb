/// What some lines of a ``LineBatch`` have, by their indices. It ends with the last line that has
/// anything: where none has, it takes no memory.
struct LineColumn<Value: LineValue>: Sendable {
  private(set) var values: [Value] = []

  var isEmpty: Bool { values.isEmpty }

  @inline(__always)
  subscript(index: Int) -> Value { index < values.count ? values[index] : .nothing }

  /// The values of some lines, as far as it goes.
  subscript(range: Range<Int>) -> ArraySlice<Value> { values[range.clamped(to: values.indices)] }

  /// The lines in front that have no value yet have nothing.
  @inline(__always)
  mutating func set(_ value: Value, at index: Int) {
    if index < values.count {
      values[index] = value
    } else {
      if index > values.count { fill(to: index) }
      values.append(value)
    }
  }

  @inline(never)
  private mutating func fill(to count: Int) {
    values.append(contentsOf: repeatElement(.nothing, count: count - values.count))
  }

  /// A line has nothing of it.
  mutating func clear(_ index: Int) {
    if index < values.count { values[index] = .nothing }
  }

  /// The values of other lines, which come after the first `count`.
  mutating func append(_ other: some Collection<Value>, after count: Int) {
    guard !other.isEmpty else { return }
    fill(to: count)
    values.append(contentsOf: other)
  }

  /// There are so many lines left.
  mutating func cut(to count: Int) {
    if count < values.count { values.removeLast(values.count - count) }
  }

  /// Its memory stays.
  mutating func removeAll() { values.removeAll(keepingCapacity: true) }
}

/// What a column can hold: a value of it says that a line has nothing.
protocol LineValue: Sendable {
  static var nothing: Self { get }
}

extension LineFormat: LineValue {
  static var nothing: LineFormat { .native }
}

extension UInt32: LineValue {
  static var nothing: UInt32 { 0 }
}

extension EventID: LineValue {
  static var nothing: EventID { .none }
}

extension TokenClasses: LineValue {
  static var nothing: TokenClasses { TokenClasses() }
}

extension CallDetail?: LineValue {
  static var nothing: CallDetail? { nil }
}
