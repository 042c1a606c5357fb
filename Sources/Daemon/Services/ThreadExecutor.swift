import Glibc
import LinuxSystem
import Synchronization
import Systemd

/// Runs jobs one after the other on a thread of its own, so that blocking calls stay a
/// structured child task and never sit on the cooperative pool, which has as many threads as
/// the machine has cores.
final class ThreadExecutor: TaskExecutor {
  private let jobs = Mutex<[UnownedJob]>([])
  private let available = UnsafeSemaphore()

  /// There is one a daemon, and it lives as long as the process.
  init(name: String) {
    let isStarted = OwnedThread.start(name: name) { self.work() }
    precondition(isStarted, "no thread to be had for \(name)")
  }

  func enqueue(_ job: UnownedJob) {
    jobs.withLock { $0.append(job) }
    available.post()
  }

  func enqueue(_ job: consuming ExecutorJob) { enqueue(UnownedJob(job)) }

  private func work() {
    while true {
      available.wait()
      let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      unsafe job?.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
