import Delivery
import Operations
import SpendCore
import Status

/// What the daemon answers on its socket.
struct ControlHandlers: Sendable {
  let mailbox: Mailbox
  let dispatcher: Dispatcher
  let reloader: Reloader

  var routes: ControlRoutes {
    var routes = ControlRoutes()
    routes.on("GET", "/status") { _ in await status() }
    routes.on("POST", "/reload") { _ in await reload() }
    routes.on("GET", "/outbox") { _ in await outbox() }
    routes.on("GET", "/alerts") { _ in await alerts() }
    routes.on("POST", "/outbox/retry") { await change($0) { .retry($0, $1) } }
    routes.on("POST", "/outbox/drop") { await change($0) { .drop($0, $1) } }
    return routes
  }

  private func view() async -> PipelineView? {
    await withCheckedContinuation { continuation in
      mailbox.post(.view { continuation.resume(returning: $0) })
    }
  }

  private func status() async -> ControlResponse {
    guard let view = await view() else { return .text("the daemon is stopping\n", status: 503) }
    var report = StatusBuilder.report(view, receivers: dispatcher.reports(), isRunning: true)
    report.configuration = reloader.status
    return .json(report.json)
  }

  private func reload() async -> ControlResponse {
    switch await reloader.reload() {
    case .done(let warnings):
      .text((["reloaded"] + warnings).joined(separator: "\n") + "\n")
    case .refused(let problems): .text(problems.joined(separator: "\n") + "\n", status: 422)
    }
  }

  private func alerts() async -> ControlResponse {
    // Written out here, not where lines are waiting to be read.
    let (entries, deliveries) = await withCheckedContinuation { continuation in
      mailbox.post(.alerts { continuation.resume(returning: ($0, $1)) })
    }
    return .json(AlertListing(entries, deliveries, zone: reloader.zone).json)
  }

  private func outbox() async -> ControlResponse {
    let deliveries = await withCheckedContinuation { continuation in
      mailbox.post(.alerts { continuation.resume(returning: $1) })
    }
    return .json(OutboxListing.json(deliveries))
  }

  private func change(
    _ request: ControlRequest,
    _ command: (UInt64, @escaping @Sendable (Bool) -> Void) -> Mailbox.Command
  ) async -> ControlResponse {
    let text = String(decoding: request.body, as: UTF8.self)
    guard let sequence = UInt64(text) else {
      return .text("not the number of a delivery: \(text.prefix(40))\n", status: 400)
    }
    let isDone = await withCheckedContinuation { continuation in
      mailbox.post(command(sequence) { continuation.resume(returning: $0) })
    }
    return isDone
      ? .text("done\n") : .text("there is no such delivery: \(sequence)\n", status: 404)
  }
}
