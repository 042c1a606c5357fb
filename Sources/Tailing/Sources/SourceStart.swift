/// How far the first look at all files of a source is. What is there then may be passed over
/// (`read_from`), and every later file is read whole: so that must be durable before anything is
/// read.
enum SourceStart {
  case ahead
  /// All were seen, which is still to be committed.
  case unconfirmed
  case over

  var isOver: Bool {
    switch self {
    case .ahead: false
    case .unconfirmed, .over: true
    }
  }
}
