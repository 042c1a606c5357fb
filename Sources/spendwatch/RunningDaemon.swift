import Operations
import Status

/// The daemon of a state directory, asked through its socket.
struct RunningDaemon {
  private let client: ControlClient

  init(_ places: Locations, timeoutSeconds: Int64 = 30) {
    client = ControlClient(
      socketPaths: SocketPath.candidates(
        runtimeDirectory: places.runtime, stateDirectory: places.state),
      timeoutSeconds: timeoutSeconds)
  }

  func get(_ path: String) async throws(ControlError) -> ControlResponse {
    try await client.get(path)
  }

  func post(_ path: String, body: String = "") async throws(ControlError) -> ControlResponse {
    try await client.post(path, body: Array(body.utf8))
  }
}
