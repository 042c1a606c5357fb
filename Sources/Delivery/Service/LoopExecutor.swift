import NIOCore
import NIOPosix
import Synchronization

/// Runs the tasks of a lane on the event loop that also has its connections: from the wake-up to
/// the request on the wire no other thread has to be woken, each of which can take longer than the
/// rest together. Nothing on a lane may block.
///
/// Each lane has a loop of its own, because names are looked up one after the other for all
/// connections of a loop: a name server that hangs for one receiver must not hold up another.
final class LoopExecutor: TaskExecutor {
  let loop: any EventLoop
  /// Loops of lanes that have ended. Their threads stay, for lanes that a reload adds.
  private static let free = Mutex<[any EventLoop]>([])

  init() {
    loop =
      Self.free.withLock { $0.popLast() }
      ?? MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
  }

  deinit {
    let loop = loop
    Self.free.withLock { $0.append(loop) }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = unsafe asUnownedTaskExecutor()
    loop.execute { unsafe job.runSynchronously(on: executor) }
  }
}
