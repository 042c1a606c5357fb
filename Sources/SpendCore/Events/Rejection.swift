/// Why a line is not an event. A line is counted by the first that applies, in this order
/// (Semantics, Events).
package enum Rejection: String, CaseIterable, Hashable, Sendable {
  case oversize
  case badUTF8 = "bad_utf8"
  case notJSON = "not_json"
  case notObject = "not_object"
  case notEvent = "not_event"
  case badCost = "bad_cost"
  case negativeCost = "negative_cost"
  /// No longer one (``Flags/badTime``); it keeps its place in stored counts.
  case badTime = "bad_time"
  case duplicate
  /// The beginning of a line that a container runtime cut, without its end.
  case cutOff = "cut_off"
}
