package import SpendCore

/// Pings a dead man's switch (healthchecks.io and alike): a GET while everything makes progress, a
/// POST to `/fail` with the reason otherwise. A ping that fails is not repeated: the next one is
/// due soon, and silence is the message.
package struct HeartbeatPinger: Sendable {
  private let url: Secret
  private let everySeconds: Int64
  private let clock: DeliveryClock
  private let transport: any Transport
  private let problem: @Sendable () -> String?
  private let changed: @Sendable (String?) -> Void

  /// - Parameters:
  ///   - changed: told why a ping fails when the one before did not, and nil when it goes through
  ///     again.
  ///   - problem: nil while all is well, else one line about what stands still.
  package init(
    _ settings: Configuration.Heartbeat, options: DispatcherOptions = DispatcherOptions(),
    changed: @escaping @Sendable (String?) -> Void = { _ in },
    problem: @escaping @Sendable () -> String?
  ) {
    self.changed = changed
    url = settings.url
    everySeconds = max(1, settings.everySeconds)
    clock = options.clock
    self.problem = problem
    var options = options
    options.timeouts.totalMilliseconds = min(10_000, options.timeouts.totalMilliseconds)
    transport = options.transport(
      ReceiverSettings(name: "heartbeat", kind: .webhook, urls: [settings.url]))
  }

  /// Pings until it is cancelled.
  package func run() async {
    var isFailing = false
    while !Task.isCancelled {
      let next = clock.monotonic().advanced(byMilliseconds: everySeconds * 1000)
      let failure = Self.failure(await ping())
      if !Task.isCancelled, (failure != nil) != isFailing {
        isFailing = failure != nil
        changed(failure)
      }
      await clock.sleep(next)
    }
    await transport.shutdown()
  }

  private func ping() async -> WireResult {
    guard let reason = problem() else {
      return await transport.perform(WireRequest(method: .get, url: url))
    }
    let body = Array(SafeText.line(reason, limit: 1000).utf8)
    return await transport.perform(
      WireRequest(
        url: Self.failing(url), headers: [LabelPair("content-type", "text/plain; charset=utf-8")],
        body: body))
  }

  private static func failure(_ result: WireResult) -> String? {
    switch result {
    case .failure(let failure): failure.text
    case .response(let response):
      (200...299).contains(response.status) ? nil : "HTTP \(response.status)"
    }
  }

  /// `…/uuid?create=1` → `…/uuid/fail?create=1`.
  private static func failing(_ url: Secret) -> Secret {
    let text = url.reveal()
    var path = text.prefix { $0 != "?" }
    let query = text.dropFirst(path.count)
    while path.hasSuffix("/") { path = path.dropLast() }
    return Secret("\(path)/fail\(query)")
  }
}
