/// What a ``Line`` of only some formats has. Most lines have nothing of it, and pay for none of it
/// in a ``LineBatch``.
package struct LineExtras: Sendable {
  /// Nothing was set but what most lines have.
  private(set) var isEmpty = true

  /// Of an event.
  package var format = LineFormat.native { didSet { if format != .native { isEmpty = false } } }
  /// NULs in front of the line, which are not part of it; of one window, so 32 bits hold them.
  package var nulBytes: UInt32 = 0 { didSet { if nulBytes != 0 { isEmpty = false } } }
  /// Tells the call apart, where duplicates are looked for.
  package var id = EventID.none { didSet { isEmpty = false } }
  /// Where it is flagged so; otherwise all input was paid in full, and nothing was reasoning.
  package var classes = TokenClasses() { didSet { isEmpty = false } }
  package init() {}
}

/// A line with all that is known of it, by itself: for where there are few of them.
@dynamicMemberLookup
package struct DecodedLine: Sendable {
  package var line: Line
  package var extras: LineExtras

  package init(_ line: Line, _ extras: LineExtras = LineExtras()) {
    self.line = line
    self.extras = extras
  }

  package subscript<Value>(dynamicMember path: WritableKeyPath<Line, Value>) -> Value {
    get { line[keyPath: path] }
    set { line[keyPath: path] = newValue }
  }

  package subscript<Value>(dynamicMember path: WritableKeyPath<LineExtras, Value>) -> Value {
    get { extras[keyPath: path] }
    set { extras[keyPath: path] = newValue }
  }
}
