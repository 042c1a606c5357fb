import NIOCore
import NIOPosix

/// Runs the tasks of a lane on the event loop that also has its connections: from the wake-up to the request
/// on the wire no other thread has to be woken, each of which can take longer than the rest together.
/// Nothing on a lane may block.
final class LoopExecutor: TaskExecutor {
  let loop: any EventLoop

  /// One of the loops of the process, in turn.
  init() { loop = MultiThreadedEventLoopGroup.singleton.next() }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    loop.execute { job.runSynchronously(on: executor) }
  }
}
