/// What an unknown file is.
enum Verdict {
  /// The file of a generation that had none: moved, compressed, copied before a truncation.
  case continues(Generation)
  /// Took the place of a generation's open file and holds all of it: the generation goes on here,
  /// and what late writers add to the old file behind `common` is a generation of its own.
  case replaces(Generation, common: Int64)
  /// Another copy of bytes that are counted already or will be.
  case copy(of: Generation)
  /// New, and what a generation that was begun in the same look has is a part copied from it.
  case takesOver(Generation)
  /// Holds more than the copy in which the generation was found in the same look: that is where it goes on.
  case outgrows(Generation)
  /// Looks like a copy, but the evidence is weak and the file is young.
  case later
  /// New; bytes before `base` are those of an older generation and not counted again.
  case new(base: Int64, of: Generation?)
}
