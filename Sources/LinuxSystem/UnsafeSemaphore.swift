import Glibc

/// A POSIX semaphore at an address that does not move.
package final class UnsafeSemaphore: @unchecked Sendable {
  // Sendable because sem_post and sem_wait may be called from any thread; the pointer itself never
  // changes.
  private let pointer: UnsafeMutablePointer<sem_t>

  package init() {
    pointer = .allocate(capacity: 1)
    sem_init(pointer, 0, 0)
  }

  deinit {
    sem_destroy(pointer)
    pointer.deallocate()
  }

  package func post() { sem_post(pointer) }
  package func wait() { while sem_wait(pointer) != 0, errno == EINTR {} }
}
