import Synchronization

/// A value that is taken once, so that nobody keeps it: what is loaded at the start is as large
/// as what is made of it.
final class OneShot<Value: Sendable>: Sendable {
  private let value: Mutex<Value?>

  init(_ value: Value) { self.value = Mutex(value) }

  /// Nil when it was taken before.
  func claim() -> Value? {
    value.withLock { value in
      defer { value = nil }
      return value
    }
  }
}
