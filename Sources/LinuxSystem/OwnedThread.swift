import CLinux
import Glibc

/// A thread that belongs to one object, for calls that may block: they must never sit on the pool
/// that runs the `async` code. Signals are blocked in it, so that they reach the thread that waits
/// for them, and a broken pipe is an error of the call instead of the end of the process.
package enum OwnedThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a detached thread with a name of at most 15 bytes, as the kernel shows it. False when
  /// the system has no more threads to give.
  package static func start(name: String, _ run: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    // The new thread inherits the mask; setting it from inside would leave a moment without.
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let body = unsafe Unmanaged.passRetained(Body(run))
    let result = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, unsafe body.toOpaque())
    guard result == 0 else {
      unsafe body.release()
      return false
    }
    unsafe pthread_setname_np(thread, String(name.prefix(15)))
    return true
  }
}
