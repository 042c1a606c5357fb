import Glibc

/// Runs the same work on several threads of its own and waits for all of them: reading blocks, and
/// blocking calls never sit on the pool that runs `async` code.
enum Workers {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Calls `body` on `count` threads, the caller's one of them. Where the system has no more
  /// threads to give there are fewer, so the work must not depend on their number.
  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    var threads: [pthread_t] = []
    for _ in 1..<max(1, count) {
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(Body(body))
      let result = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
          return nil
        }, argument.toOpaque())
      guard result == 0 else {
        argument.release()
        break
      }
      threads.append(thread)
    }
    body()
    for thread in threads { pthread_join(thread, nil) }
  }
}
