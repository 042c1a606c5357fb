/// A key that the decoder knows, as a few integers: what to do with its value.
struct FieldKey {
  enum Action: UInt8 {
    /// Nobody asks for it.
    case skip
    case cost
    case time
    case tokens
    case dimension
    /// A list of texts.
    case tags
    /// An array of OTLP, whose records are events.
    case batch
    /// Several slots, or keys further inside: see ``FieldTable/Branch``.
    case branch
  }

  var action: Action
  /// Number of the slot; of the branch for `.branch`.
  var slot: UInt16

  static let unknown = FieldKey(action: .skip, slot: 0)
}
