/// What is known of a source.
package struct SourceState: Hashable, Sendable {
  package var key: String
  /// Reading has not yet reached its end for the first time.
  package var isNew = true
  package var lastEvent: Timestamp?
  package var rejected: Int64 = 0
  /// Lines of text, which are no events, since they are counted by source.
  package var text: Int64 = 0
  /// Lines by ``LineTraits/counted``.
  package var framing = [Int64](repeating: 0, count: LineTraits.counted.count)
  /// What a line of it looks like that is no event; names of its keys, never a value.
  package var looksLike: String?
  /// Events by ``LineFormat/counted``.
  package var formats = [Int64](repeating: 0, count: LineFormat.counted.count)
  package var spent = SourceSpend()
  /// Which rules it is read by; nil until that was looked at.
  package internal(set) var reading: SourceReading?
  /// What was read of it for the first time, until it is judged with all that is read with it.
  var firstRead: AlertDetails.FirstRead? = .init()
  var isDirty = true

  init(key: String) { self.key = key }
}
