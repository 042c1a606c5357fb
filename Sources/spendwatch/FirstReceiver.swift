import SpendConfiguration
import SpendCore

/// Asks a person where alerts should go. What nobody may see is kept in a file of its own, which
/// only its owner can read.
struct FirstReceiver {
  /// Of the configuration, which will name the file.
  let place: String

  /// Nil: the log, or nobody is there to be asked.
  func ask() throws(FirstFile.Failure) -> FirstConfiguration.Receiver? {
    guard Console.isInputTerminal, Console.isOutputTerminal else { return nil }
    for _ in 0..<3 {
      let question = """
        Where should alerts go? A URL of Slack, Discord, Teams or a webhook, or a mail server \
        (smtps://mail.example); empty: the log:
        """
      guard let url = answer(question), !url.isEmpty else { return nil }
      if ReceiverHost.kind(of: url) == .email {
        guard let mail = try mail(server: url) else { continue }
        return mail
      }
      guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
        Console.error(
          "that is not a URL; it begins with https://, that of a mail server with smtps://")
        continue
      }
      let kind = ReceiverHost.kind(of: url) ?? .webhook
      guard kind != .pagerduty else {
        Console.error(
          "PagerDuty takes a key, not a URL alone; write { type: pagerduty, routing_key: … } into the "
            + "file when it is there")
        continue
      }
      return FirstConfiguration.Receiver(
        kind: kind, secret: try keep(url, as: "\(kind.rawValue)-url"))
    }
    return nil
  }

  private func answer(_ question: String) -> String? {
    Console.put(question + " ")
    return Console.line()
  }

  /// Nil when an answer cannot be used.
  private func mail(server: String) throws(FirstFile.Failure) -> FirstConfiguration.Receiver? {
    do throws(MailSyntax.Fault) { _ = try MailSyntax.server(server) } catch {
      Console.error("that \(error.message)")
      return nil
    }
    guard let from = addresses("From which address?"),
      let to = addresses("To whom? Addresses, with commas between them:"), from.count == 1
    else { return nil }
    var secret: FirstConfiguration.Receiver.Secret?
    let user = answer("User name at the server (empty: no login):") ?? ""
    if !user.isEmpty {
      Console.put("Password (not shown): ")
      guard let password = Console.hiddenLine(), !password.isEmpty else { return nil }
      secret = try keep(password, as: "email-password")
    }
    return FirstConfiguration.Receiver(
      kind: .email, secret: secret,
      mail: .init(server: server, username: user, from: from[0], to: to))
  }

  /// At least one; nil when one of them is none.
  private func addresses(_ question: String) -> [String]? {
    let texts = (answer(question) ?? "").split(separator: ",").map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    for text in texts {
      do throws(MailSyntax.Fault) { _ = try MailSyntax.address(text) } catch {
        Console.error("'\(text)' \(error.message)")
        return nil
      }
    }
    return texts.isEmpty ? nil : texts
  }

  /// Where systemd gives it to the service, or beside the configuration.
  private func keep(
    _ secret: String, as name: String
  ) throws(FirstFile.Failure) -> FirstConfiguration.Receiver.Secret {
    let isSystem = place.hasPrefix("/etc/spendwatch/")
    let folder = place.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let file = isSystem ? "\(folder)/credentials/\(name)" : "\(folder)/\(name)"
    try FirstFile.write(secret + "\n", to: file, mode: 0o600)
    return isSystem ? .credential(name) : .file(name)
  }
}
