/// What an unknown file is. Speaks of generations by their number.
enum FileVerdict: Hashable, Sendable {
  /// The file of a generation that had none: moved, compressed, copied before a truncation.
  case continues(UInt64)
  /// Took the place of a generation's open file and holds all of it: the generation goes on here,
  /// and what late writers add to the old file after `common` is a generation of its own.
  case replaces(UInt64, common: Int64)
  /// Another copy of bytes that are counted already or will be.
  case copy(of: UInt64)
  /// New, and what a generation that was begun in the same look has is a part copied from it.
  case takesOver(UInt64)
  /// Holds more than the copy in which the generation was found in the same look: the generation
  /// goes on here.
  case extends(UInt64)
  /// Begins as the generation did, whose file is gone, and holds nothing else so far: it is written
  /// again, or its end was cut off. Nothing in it is new.
  ///
  /// `base`: where that cannot be told for certain, what is known of it ends there.
  case repeats(UInt64, base: Int64?)
  /// Looks like a copy, but the evidence is weak and the file is young.
  case later
  /// Known by its tail: what was consumed of the generation, whose file is gone, ends in it at
  /// `end`, and is not counted again. The open file of the generation goes on as this one does, up
  /// to `common`.
  case rewritten(UInt64, end: Int64, common: Int64)
  /// New; bytes before `base` are those of an older generation and not counted again.
  case new(base: Int64, of: UInt64?)

  /// The generation it speaks of.
  var number: UInt64? {
    switch self {
    case .continues(let number), .replaces(let number, _), .copy(let number),
      .takesOver(let number), .extends(let number), .repeats(let number, _),
      .rewritten(let number, _, _):
      number
    case .new(_, let number): number
    case .later: nil
    }
  }
}
