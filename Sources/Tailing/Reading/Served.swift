/// What was handed out last and is not consumed: a part of the source's buffer.
struct Served {
  var generation: Generation
  var content: Chunk.Content
  /// Index in the buffer of the first byte that is not consumed.
  var start: Int
  /// Bytes that are not consumed.
  var count: Int
  /// There was more to read than fits into the buffer.
  var isFull: Bool
  /// What it is made of, if it was read ahead.
  var ahead: ReadAhead?
}
