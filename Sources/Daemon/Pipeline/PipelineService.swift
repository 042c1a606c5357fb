import Delivery
import ServiceLifecycle

/// Runs the pipeline on a thread of its own until it is told to stop, which the last service to
/// stop tells it: outcomes of requests that were on their way are committed still.
struct PipelineService: Service, CustomStringConvertible {
  let parts: PipelineParts

  /// A service group describes its services for its log; without this that is the
  /// whole state, spelled out.
  var description: String { "pipeline" }

  func run() async throws {
    let executor = ThreadExecutor(name: "pipeline")
    try await withGracefulShutdownHandler {
      try await withTaskExecutorPreference(executor) {
        try await body()
      }
    } onGracefulShutdown: {
      parts.mailbox.post(.stop)
    }
  }

  /// On the pipeline's thread.
  @concurrent
  private func body() async throws {
    let pipeline = try Pipeline(parts)
    try pipeline.run()
    // Nothing comes after it but the end of the process, which gives back 100,000 groups at
    // once and not one by one.
    _ = unsafe Unmanaged.passRetained(pipeline)
  }
}

/// Runs the lanes; on shutdown a request on its way may finish.
struct DispatcherService: Service, CustomStringConvertible {
  let parts: PipelineParts
  var description: String { "lanes" }

  func run() async throws {
    await withGracefulShutdownHandler {
      await parts.dispatcher.run()
    } onGracefulShutdown: {
      parts.dispatcher.stop()
    }
  }
}
