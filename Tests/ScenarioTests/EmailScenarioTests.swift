import Glibc
import SpendCore
import SpendTesting
import Status
import Testing

/// Mail of the real program, to a server on loopback.
@Suite(.serialized) struct EmailScenarioTests {
  private static let log = "cost_events.jsonl"

  private func program(_ server: MailServer, to: String = "[ops@example.com]") throws -> Program {
    try Program(
      configuration: """
        budgets: [{ feature: qa, daily: 1, notify: { soft: [mail], hard: [mail] } }]
        receivers:
          mail:
            type: email
            server: "smtp://127.0.0.1:\(server.port)"
            tls: off
            from: spend@example.com
            to: \(to)
            send_resolved: true
        """)
  }

  @Test("A crossing arrives as a mail, once, and is settled")
  func delivered() async throws {
    let server = try await MailServer.start { _, line in
      line.contains("<gone@") ? .reply("550 5.1.1 no such user") : nil
    }
    let program = try program(server, to: "[ops@example.com, gone@example.com]")
    program.start()
    #expect(await eventually { program.isReady() })
    program.append(Self.log, eventLine("qa", cost: "2"))
    #expect(await eventually { server.mails.count == 1 })
    #expect(await eventually { program.run(["outbox"]).output.isEmpty })
    let mail = try #require(server.mails.first)
    #expect(mail.recipients == ["ops@example.com"])
    #expect(mail.header("subject")?.contains("qa $2 of $1") == true)
    #expect(mail.message.contains("multipart/alternative"))
    #expect(
      await eventually {
        program.read("run.log").contains("not taken for gone@example.com (550 5.1.1 no such user)")
      })
    let report = program.status?.receivers.first { $0.name == "mail" }
    #expect(report?.state == .ok && report?.kind == .email)
    // The resolve belongs to the firing.
    program.kill(SIGTERM)
    let rendered = program.run(["render", "mail", "--budget", "qa", "--resolve"])
    #expect(rendered.status == 0 && rendered.output.hasPrefix("MAIL smtp://127.0.0.1:"))
    #expect(rendered.output.contains("\nIn-Reply-To: <"))
    await server.stop()
  }

  @Test("What a server does not take now is tried again by the next run, under the same id")
  func retried() async throws {
    let server = try await MailServer.start { number, line in
      number < 1 && line == "." ? .reply("451 4.3.0 later") : nil
    }
    let program = try program(server)
    program.append(Self.log, eventLine("qa", cost: "2"))
    #expect(program.run(["run", "--once", "--drain-timeout", "10s"]).status == 0)
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(program.run(["outbox"]).output.isEmpty)
    #expect(server.messages.count == 2)
    #expect(Set(server.messages.map { $0.header("message-id") }).count == 1)
    await server.stop()
  }

  @Test("A server that hangs does not hold up the end of the daemon, and the mail stays pending")
  func stopped() async throws {
    let server = try await MailServer.start { _, line in line == "." ? .hang : nil }
    let program = try program(server)
    program.start()
    #expect(await eventually { program.isReady() })
    program.append(Self.log, eventLine("qa", cost: "2"))
    #expect(await eventually { server.lines.contains("DATA") })
    program.signal(SIGTERM)
    #expect(program.wait() == 0)
    #expect(program.run(["outbox", "list"]).output.contains("mail"))
    await server.stop()
  }

  @Test("send-test says what came of it, and names who was refused")
  func sendTest() async throws {
    let server = try await MailServer.start { _, line in
      if line.contains("<gone@") { return .reply("550 5.1.1 no such user") }
      return line.contains("<later@") ? .reply("450 4.2.0 greylisted") : nil
    }
    let some = try program(server, to: "[ops@example.com, gone@example.com]")
    let sent = some.run(["send-test", "mail"], namesState: false)
    #expect(sent.status == 0 && sent.output == "delivered to mail\n")
    #expect(some.read("commands.log").contains("not taken for gone@example.com"))
    #expect(server.mails.first?.header("subject")?.hasPrefix("[TEST] LLM budget") == true)
    let none = try program(server, to: "[gone@example.com]")
    #expect(none.run(["send-test", "mail"], namesState: false).status == 1)
    #expect(none.read("commands.log").contains("refused every recipient: gone@example.com (550"))
    await server.stop()
  }
}
