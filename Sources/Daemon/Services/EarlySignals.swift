import Glibc
import Operations
import Synchronization

/// What signals do to `run` before its services take them over, which register themselves later: to
/// be asked to stop is no failure at any time, and a reload that is asked for while the daemon
/// starts is not forgotten.
enum EarlySignals {
  /// A handler may touch nothing but this: no lock, no allocation.
  private static let hangUp = Atomic<Bool>(false)

  /// To be called first of all. What is committed is whole at any instant, so the process may
  /// end where it stands.
  static func install() {
    signal(SIGPIPE, SIG_IGN)
    // Made now, because a handler must not be the first to do so.
    hangUp.store(false, ordering: .relaxed)
    endAtOnce()
    signal(SIGHUP) { _ in EarlySignals.hangUp.store(true, ordering: .relaxed) }
  }

  /// SIGTERM and SIGINT end the process with the status of a stop; for when no service listens.
  static func endAtOnce() {
    for asked in [SIGTERM, SIGINT] { signal(asked) { _ in _exit(ExitStatus.done) } }
  }

  /// Whether SIGHUP came since the start or the last call, while no service listened.
  static func consumeHangUp() -> Bool { hangUp.exchange(false, ordering: .relaxed) }
}
