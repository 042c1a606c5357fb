import Delivery
package import SpendConfiguration
package import SpendCore

/// A configuration file with everything that can be said about it: the same for
/// `check`, `run` and a reload.
package struct CheckedConfiguration: Sendable {
  package var path: String
  /// nil: it cannot be used.
  package var configuration: Configuration?
  package var problems: [Problem]
  package var comesLater: [Problem]
  /// Price files that are not used, where something knows better ones.
  package var refusedPrices: [String] = []

  package init(path: String, environment: [String: String] = Locations.currentEnvironment()) {
    self.path = path
    let loader = ConfigurationLoader(host: .system(environment: environment))
    let result = loader.load(path: path)
    problems = result.problems
    comesLater = result.comesLater
    for template in result.templates {
      let found = Template.problem(in: template.text, isOfDigest: template.isOfDigest)
      guard let problem = found else { continue }
      problems.append(
        Problem(
          severity: .error, line: template.line, column: template.column,
          keyPath: template.keyPath, message: problem))
    }
    for receiver in result.configuration?.receivers ?? [] {
      guard let problem = TLSFiles.problem(in: receiver) else { continue }
      problems.append(
        Problem(severity: .error, keyPath: "receivers.\(receiver.name)", message: problem))
    }
    for receiver in result.configuration?.receivers ?? [] where receiver.kind == .email {
      guard let problem = MailTransport.problem else { break }
      problems.append(
        Problem(severity: .warning, keyPath: "receivers.\(receiver.name)", message: problem))
    }
    problems.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    let isUsable = !problems.contains { $0.severity == .error }
    configuration = isUsable ? result.configuration : nil
  }

  /// As the daemon of a state uses it: where a price file cannot be read, with the last good table,
  /// which the state keeps. Blocks on files.
  package init(path: String, pricesOf stateDirectory: String) {
    self.init(path: path)
    guard let plain = configuration else { return }
    let (settled, refused) = PriceKeeper(stateDirectory: stateDirectory).look(plain)
    (configuration, refusedPrices) = (settled, refused)
  }

  /// What is wrong with price files, and what is used in their place, a line each.
  package var priceLines: [String] {
    problems.filter { $0.severity == .warning && $0.keyPath.hasPrefix("pricing") }
      .map { $0.text(file: path) } + refusedPrices
  }

  package var isInvalid: Bool {
    problems.contains { $0.severity == .error && $0.kind == .configuration }
  }
  package var lacksSecrets: Bool { problems.contains { $0.kind == .missingSecret } }
  package var hasWarnings: Bool { problems.contains { $0.severity == .warning } }

  /// A line a problem, with its severity, for people.
  package var lines: [String] {
    problems.map { $0.text(file: path, named: Set(Problem.Severity.allCases)) }
  }

  /// `4 errors, 2 warnings`; nil without either.
  package var summary: String? {
    let counts = [Problem.Severity.error, .warning].compactMap { severity -> String? in
      let count = problems.count { $0.severity == severity }
      return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }
    return counts.isEmpty ? nil : counts.joined(separator: ", ")
  }
  package var errorLines: [String] {
    problems.filter { $0.severity == .error }.map { $0.text(file: path) }
  }
}
