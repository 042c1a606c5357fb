/// What was read at one place of one line.
struct SlotValue {
  enum State: UInt8 {
    /// Null, or where something else is wanted an empty text, NaN, infinity or an object: as if it
    /// were not there.
    case absent
    /// `number` is the cost in nano-USD, the time in microseconds, or the count.
    case number
    /// A time without an offset; `number` is local microseconds.
    case naive
    /// There, but nothing that can be used.
    case invalid
    /// A cost below zero.
    case negative
    /// `number` bytes at `text` are the dimension's value.
    case text
    case escapedJSON
    case escapedPython
    case isTrue
    case isFalse
    /// `number` bytes at `text` are a list, brackets included.
    case list
    case pythonList
  }

  /// The number of the line that it was read from: anything older is not there, so that nothing
  /// needs clearing.
  var line = 0
  var state = State.absent
  var number: Int64 = 0
  var text: UnsafePointer<UInt8>?
}
