import Glibc

/// Threads for calls that block: those never sit on the pool that runs `async` code.
package enum Workers {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Calls `body` on `count` threads, the caller's one of them, and waits for all. Where the system
  /// has no more threads to give there are fewer, so the work must not depend on their number.
  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    var threads: [pthread_t] = []
    for _ in 1..<max(1, count) {
      guard let thread = thread(body) else { break }
      threads.append(thread)
    }
    body()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Calls `body` on a thread that nobody waits for; nothing happens when the system has no more to
  /// give.
  package static func start(_ body: @escaping @Sendable () -> Void) {
    if let thread = thread(body) { pthread_detach(thread) }
  }

  private static func thread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    var thread = pthread_t()
    let argument = unsafe Unmanaged.passRetained(Body(body))
    let result = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, unsafe argument.toOpaque())
    guard result == 0 else {
      unsafe argument.release()
      return nil
    }
    return thread
  }
}
