package import SpendCore

/// The `alerts.yaml` that `init` writes: what it saw, in the form that a person goes on with.
package struct FirstConfiguration: Sendable {
  /// One feature and what its days were like.
  package struct Feature: Sendable {
    package var name: String
    package var guess: BudgetGuess

    package init(name: String, guess: BudgetGuess) {
      self.name = name
      self.guess = guess
    }
  }

  /// Where alerts go; its secret is beside the configuration, never in it.
  package struct Receiver: Sendable {
    package enum Secret: Sendable { case file(String), credential(String) }
    /// What an email receiver has that may be seen; without a user name there is no login.
    package struct Mail: Sendable {
      package var server: String
      package var username: String
      package var from: String
      package var to: [String]

      package init(server: String, username: String, from: String, to: [String]) {
        self.server = server
        self.username = username
        self.from = from
        self.to = to
      }
    }

    package var kind: ReceiverSettings.Kind
    /// The URL, or the password of a mail server.
    package var secret: Secret?
    package var mail: Mail?

    package init(kind: ReceiverSettings.Kind, secret: Secret?, mail: Mail? = nil) {
      self.kind = kind
      self.secret = secret
      self.mail = mail
    }

    package var name: String { kind.rawValue }

    /// `type: slack, url: { file: slack-url }`.
    fileprivate var keys: String {
      var keys = ["type: \(kind.rawValue)"]
      if let mail { keys.append("server: \(FirstConfiguration.quoted(mail.server))") }
      if let mail, !mail.username.isEmpty {
        keys.append("username: \(FirstConfiguration.quoted(mail.username))")
      }
      let key = mail == nil ? "url" : "password"
      switch secret {
      case .file(let path): keys.append("\(key): { file: \(FirstConfiguration.quoted(path)) }")
      case .credential(let name):
        keys.append("\(key): { credential: \(FirstConfiguration.quoted(name)) }")
      case nil: break
      }
      if let mail {
        let to = mail.to.map { FirstConfiguration.quoted($0) }.joined(separator: ", ")
        keys += ["from: \(FirstConfiguration.quoted(mail.from))", "to: [\(to)]"]
      }
      return keys.joined(separator: ", ")
    }
  }

  /// Features with budgets of their own; further ones share the kind of the last budget.
  package static let maxFeatures = 20

  /// As they are written; empty: the default source.
  package var sources: [String]
  /// The most expensive first.
  package var features: [Feature]
  /// All features together.
  package var total: BudgetGuess?
  package var receiver: Receiver?

  package init(
    sources: [String], features: [Feature], total: BudgetGuess?, receiver: Receiver?
  ) {
    self.sources = sources
    self.features = features
    self.total = total
    self.receiver = receiver
  }

  package var text: String {
    var lines = [
      "# Written by spendwatch init. `spendwatch check` looks at changes, `spendwatch reload` applies them.",
      "",
    ]
    if !sources.isEmpty {
      lines += ["sources:"] + sources.map { "  - path: \(Self.quoted($0))" } + [""]
    }
    let target = receiver?.name ?? "log"
    lines += [
      "notify: # soft from 80 % of a limit, hard from 100 %",
      "  soft: [\(target)]", "  hard: [\(target)]", "", "budgets:",
    ]
    let named = features.filter { Self.canBeNamed($0.name) }.prefix(Self.maxFeatures)
    var naming = BudgetNaming(named.map { BudgetName.make(Self.match($0), isUnlisted: false) })
    for feature in named {
      lines += [
        "  # \(Self.reason(feature.guess))", "  - feature: \(Self.quoted(feature.name))",
        "    daily: \(Self.amount(feature.guess.limit)) # USD in any 24 hours",
      ]
    }
    lines += [
      "  # Every feature that no other budget names, each on its own.",
      "  - name: \(Self.quoted(naming.name("each-other-feature")))", "    unlisted: true",
      "    daily: 10",
    ]
    if let total {
      lines += [
        "  # \(Self.reason(total))", "  - name: \(Self.quoted(naming.name("everything")))",
        "    per: []",
        "    daily: \(Self.amount(total.limit))",
      ]
    }
    if let receiver {
      lines += ["", "receivers:", "  \(receiver.name): { \(receiver.keys) }"]
    } else {
      lines += [
        "", "# receivers:", "#   slack: https://hooks.slack.com/services/…",
        "# and then slack instead of log above.",
      ]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func match(_ feature: Feature) -> Match {
    Match([Match.Condition(dimension: Dimension.feature, patterns: [Glob(feature.name)])])
  }

  private static func reason(_ guess: BudgetGuess) -> String {
    let days = guess.days == 1 ? "1 day" : "\(guess.days) days"
    let few = guess.days < BudgetGuess.enoughDays ? " A guess: look again after a week." : ""
    return
      "\(days) seen: usually \(guess.median.text), 19 of 20 at most \(guess.percentile95.text), "
      + "largest \(guess.largest.text).\(few)"
  }

  /// What a budget's `feature` takes for itself and not for a pattern.
  static func canBeNamed(_ feature: String) -> Bool {
    !feature.isEmpty && feature.utf8.count <= 200
      && !feature.unicodeScalars.contains { scalar in
        "*?[]\\".unicodeScalars.contains(scalar) || isControl(scalar)
      } && feature.contains { !$0.isWhitespace }
  }

  static func amount(_ money: Money) -> String {
    let text = money.text.dropFirst()
    return String(text.hasSuffix(".00") ? text.dropLast(3) : text)
  }

  /// A text of YAML that is read as it is.
  package static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      let letter = byte | 0x20
      return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte)
        || "_./-".utf8.contains(byte)
    }
    if isPlain, let first = text.utf8.first, first != UInt8(ascii: "-") { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case _ where isControl(scalar):
        let digits = String(scalar.value, radix: 16)
        quoted += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    default: false
    }
  }
}
