import Glibc

/// A POSIX semaphore at an address that does not move.
@safe
package final class UnsafeSemaphore: @unchecked Sendable {
  // Sendable because sem_post and sem_wait may be called from any thread; the pointer itself never
  // changes.
  private let pointer: UnsafeMutablePointer<sem_t>

  package init() {
    unsafe pointer = .allocate(capacity: 1)
    unsafe sem_init(pointer, 0, 0)
  }

  deinit {
    unsafe sem_destroy(pointer)
    unsafe pointer.deallocate()
  }

  package func post() { unsafe sem_post(pointer) }
  package func wait() { while unsafe sem_wait(pointer) != 0, errno == EINTR {} }
}
