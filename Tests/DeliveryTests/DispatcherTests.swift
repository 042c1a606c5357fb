import Delivery
import SpendCore
import Testing

/// Lanes together, over real sockets.
@Suite("Dispatcher")
struct DispatcherTests {
  @Test("a hanging, a flooding and a lying receiver delay nobody else")
  func isolation() async throws {
    let bad = try await ScriptedServer.start { number, request in
      switch request.uri {
      case "/hang": .hangBeforeHeaders
      case "/flood": .endlessBody(500)
      default: .respond(200, body: "<html>welcome</html>")
      }
    }
    let good = try await ScriptedServer.start { _, _ in .respond(202) }
    let post = Post([
      Post.receiver(.webhook, bad.url("/hang"), name: "hang"),
      Post.receiver(.slack, bad.url("/flood"), name: "flood"),
      Post.receiver(.slack, bad.url("/lie"), name: "lie"),
      Post.receiver(.webhook, good.url(), name: "good"),
    ])
    let isSettled = await post.running {
      var sequence: UInt64 = 0
      for number in 0..<20 {
        for name in ["hang", "flood", "lie", "good"] {
          sequence += 1
          post.dispatcher.enqueue([Fixture.delivery(sequence, "f\(number)", to: name)])
        }
      }
      return await post.until { good.requests.count >= 20 }
    }
    #expect(isSettled)
    // What does not say no counts as delivered in the end, and says that it is not sure.
    let certain = post.outcomes.filter { $0.status == .delivered && $0.lastError == nil }
    #expect(certain.allSatisfy { $0.sequence % 4 == 0 })
    #expect(post.outcomes.allSatisfy { $0.status == .pending || [0, 3].contains($0.sequence % 4) })
    await bad.stop()
    await good.stop()
  }

  @Test("the log receiver gets one message an alert, and one for a catch-up")
  func log() async {
    let post = Post([.log])
    let isSettled = await post.running {
      post.dispatcher.enqueue([
        Fixture.delivery(1, "a", to: "log"), Fixture.summary(2, "b", to: "log"),
        Fixture.summary(3, "c", to: "log"),
      ])
      return await post.until { post.settled.count == 3 }
    }
    #expect(isSettled)
    #expect(post.logged.map(\.alerts.count) == [1, 2])
    #expect(post.logged.first?.text == "HARD: a spent $50.12 of $50.00 (100 %) in the last 24 h")
  }

  @Test("after a stop the request on its way finishes, and the rest stays pending")
  func stop() async throws {
    let server = try await ScriptedServer.start { _, _ in .hangAfterHeaders(200) }
    let options = Post.options { $0.timeouts.bodyPatienceMilliseconds = 300 }
    let post = Post([Post.receiver(.webhook, server.url())], options: options)
    post.dispatcher.enqueue([Fixture.delivery(1), Fixture.delivery(2, state: .resolved)])
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await post.dispatcher.run() }
      _ = await post.until { server.requests.count == 1 }
      post.dispatcher.stop()
    }
    #expect(post.outcomes.map(\.sequence) == [1])
    #expect(post.status(1) == .delivered)
    #expect(server.requests.count == 1)
    await server.stop()
  }

  @Test("draining returns as soon as nothing is left")
  func drains() async throws {
    let server = try await ScriptedServer.start { number, _ in .respond(number < 2 ? 503 : 200) }
    let post = Post([Post.receiver(.webhook, server.url()), .log])
    post.dispatcher.enqueue([Fixture.delivery(1), Fixture.delivery(2, "b", to: "log")])
    await post.dispatcher.drain(seconds: 30)
    #expect(Set(post.settled) == [1, 2])
    await server.stop()
  }

  @Test("draining gives up at its deadline, with a request cut off and all of it pending")
  func drainDeadline() async throws {
    let server = try await ScriptedServer.start { _, _ in .hangBeforeHeaders }
    let options = Post.options { $0.timeouts.totalMilliseconds = 60_000 }
    let post = Post([Post.receiver(.webhook, server.url())], options: options)
    post.dispatcher.enqueue([Fixture.delivery(1)])
    await post.dispatcher.drain(seconds: 1)
    #expect(post.outcomes.isEmpty)
    await server.stop()
  }

  @Test("a reload keeps what waits, tries a changed receiver at once, and ends a removed one")
  func reconfigures() async throws {
    let good = try await ScriptedServer.start { _, _ in .respond(200) }
    let bad = try await ScriptedServer.start { _, _ in .respond(404) }
    let options = Post.options {
      let tune = $0.tuneLane
      $0.tuneLane = { lane in
        tune(&lane)
        lane.probeMilliseconds = 900_000
      }
    }
    let post = Post(
      [
        Post.receiver(.webhook, bad.url(), name: "moved"),
        Post.receiver(.webhook, bad.url(), name: "removed"),
      ], options: options)
    let isSettled = await post.running {
      post.dispatcher.enqueue([
        Fixture.delivery(1, to: "moved"), Fixture.delivery(2, to: "removed"),
      ])
      guard await post.until({ post.outcomes.count == 2 }) else { return false }
      post.dispatcher.reconfigure(
        DispatcherConfiguration(
          receivers: [
            Post.receiver(.webhook, good.url(), name: "moved"),
            Post.receiver(.webhook, good.url(), name: "added"),
          ], budgets: [], zone: .utc, instance: "web-17"))
      post.dispatcher.enqueue([Fixture.delivery(3, to: "added")])
      return await post.until { post.settled.count == 3 }
    }
    #expect(isSettled)
    #expect(post.status(1) == .delivered)
    #expect(post.status(2) == .dead)
    #expect(post.status(3) == .delivered)
    #expect(post.dispatcher.reports().map(\.name) == ["moved", "added"])
    await good.stop()
    await bad.stop()
  }

  @Test("a delivery for a receiver that is not configured is dead, with the reason")
  func unknown() async {
    let post = Post([.log])
    let isSettled = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1, to: "gone")])
      return await post.until { !post.outcomes.isEmpty }
    }
    #expect(isSettled)
    #expect(post.status(1) == .dead)
    #expect(post.outcomes.first?.lastError == "no receiver named gone is configured")
  }

  @Test(
    "somebody is woken only when no pager is left, or commits fail; who was told hears of the end")
  func lastPager() async throws {
    let bad = try await ScriptedServer.start { number, _ in .respond(number == 0 ? 403 : 200) }
    let good = try await ScriptedServer.start { _, _ in .respond(200) }
    var budget = Budget(name: "support_qa")
    budget.notify = [.soft: ["team"], .hard: ["pager", "hook"]]
    let post = Post(
      [
        Post.receiver(.pagerduty, bad.url(), name: "pager"),
        Post.receiver(.webhook, good.url("/team"), name: "team"),
        Post.receiver(.webhook, good.url("/hard"), name: "hook"),
      ], budgets: [budget])
    let isTold = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1, to: "pager")])
      guard await post.until({ good.requests.count >= 4 }) else { return false }
      let before = bad.requests.count
      post.dispatcher.tellCommits(failing: "disk full")
      guard await post.until({ bad.requests.count > before && good.requests.count == 6 }) else {
        return false
      }
      post.dispatcher.tellCommits(failing: nil)
      return await post.until { good.requests.count == 8 }
    }
    #expect(isTold)
    let first = good.requests.prefix(4).map { "\($0.uri) \($0.body.contains("health.firing"))" }
    #expect(Set(first) == ["/team true", "/team false", "/hard true", "/hard false"])
    await bad.stop()
    await good.stop()
  }

  @Test("the soft receivers are told of a parked receiver, and of its end; nobody is paged")
  func tellsOthers() async throws {
    let bad = try await ScriptedServer.start { number, _ in .respond(number == 0 ? 403 : 200) }
    let good = try await ScriptedServer.start { _, _ in .respond(200) }
    var budget = Budget(name: "support_qa")
    budget.notify = [.soft: ["good", "pager"], .hard: ["bad", "pager"]]
    let post = Post(
      [
        Post.receiver(.webhook, bad.url(), name: "bad"),
        Post.receiver(.webhook, good.url(), name: "good"),
        Post.receiver(.webhook, good.url("/unused"), name: "unused"),
        Post.receiver(.pagerduty, good.url("/pager"), name: "pager"),
      ], budgets: [budget])
    let isTold = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1, to: "bad")])
      return await post.until { good.requests.count >= 2 }
    }
    #expect(isTold)
    let bodies = good.requests.map(\.body)
    #expect(bodies.first?.contains(#""type":"health.firing""#) == true)
    #expect(bodies.last?.contains(#""type":"health.resolved""#) == true)
    #expect(good.requests.allSatisfy { $0.uri == "/hook" })
    guard case .parked = post.happenings.first else {
      Issue.record("\(post.happenings)")
      return
    }
    await bad.stop()
    await good.stop()
  }

  @Test("what fires is refreshed at every Alertmanager peer, also when one of them is away")
  func refresh() async throws {
    let up = try await ScriptedServer.start { _, _ in .respond(200) }
    let down = try await ScriptedServer.start { _, _ in .hangBeforeHeaders }
    var receiver = Post.receiver(.alertmanager, up.url(""))
    receiver.urls.append(Secret(down.url("")))
    let options = Post.options {
      $0.refreshMilliseconds = 20
      $0.timeouts.totalMilliseconds = 200
    }
    let post = Post([receiver], options: options)
    let isRefreshed = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { up.requests.count >= 4 && post.status(1) == .delivered }
    }
    #expect(isRefreshed)
    #expect(up.requests.allSatisfy { $0.uri == "/api/v2/alerts" })
    #expect(down.requests.count >= 2)
    await up.stop()
    await down.stop()
  }

  @Test("a test message goes through the real lane and says how it went")
  func sendTest() async throws {
    let server = try await ScriptedServer.start { number, _ in .respond(number == 0 ? 503 : 200) }
    let said = Said()
    let failure = await Dispatcher.sendTest(
      Post.receiver(.webhook, server.url()), instance: "web-17", options: Post.options(),
      log: { _ in }, progress: { said.add($0) })
    #expect(failure == nil)
    #expect(said.lines == ["attempt 1: HTTP 503"])
    #expect(server.requests.first?.body.contains(#""type":"test""#) == true)
    await server.stop()

    let refusing = try await ScriptedServer.start { _, _ in .respond(401) }
    let refusal = await Dispatcher.sendTest(
      Post.receiver(.slack, refusing.url()), instance: "web-17", options: Post.options(),
      log: { _ in })
    #expect(refusal == "HTTP 401")
    await refusing.stop()
  }

  @Test("a retry by hand takes a dead delivery up again")
  func retry() async throws {
    let server = try await ScriptedServer.start { number, _ in .respond(number < 2 ? 400 : 200) }
    let post = Post([Post.receiver(.webhook, server.url())])
    let isSettled = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      guard await post.until({ post.status(1) == .dead }) else { return false }
      post.dispatcher.retry(Fixture.delivery(1))
      return await post.until { post.status(1) == .delivered }
    }
    #expect(isSettled)
    #expect(server.requests.count == 3)
    await server.stop()
  }

  @Test("a lane that waits for a hanging receiver is not stuck")
  func progress() async throws {
    let server = try await ScriptedServer.start { _, _ in .hangBeforeHeaders }
    let post = Post([Post.receiver(.webhook, server.url()), .log])
    await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      _ = await post.until { !server.requests.isEmpty }
      #expect(post.dispatcher.progress().count == 2)
      #expect(post.dispatcher.progress().allSatisfy { !$0.isStuck })
      #expect(post.dispatcher.reports().map(\.pending) == [1, 0])
    }
    await server.stop()
  }
}
