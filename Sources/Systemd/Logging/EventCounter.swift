import CSystemd
import Glibc

/// An eventfd(2): a counter that one thread raises and another waits for with poll(2). Raising
/// never blocks.
final class EventCounter: Sendable {
  private let descriptor: Int32

  /// Nil when the process has no descriptor left.
  init?() {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  func raise() {
    var one: UInt64 = 1
    // Fails only when the counter is full, and then it is raised already.
    _ = unsafe write(descriptor, &one, 8)
  }

  /// Waits until the counter is raised, at most so long (negative: for ever), and resets it.
  func wait(milliseconds: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&request, 1, milliseconds) > 0 else { return }
    var count: UInt64 = 0
    _ = unsafe read(descriptor, &count, 8)
  }
}
