import Glibc
package import Persistence

/// Where things are: configuration, state, socket (Semantics, Commands). Decided the same
/// way by every command.
package struct Locations: Hashable, Sendable {
  package var configuration: String
  /// Nobody named a configuration, and there is none in the places where one is looked for.
  package var lacksConfiguration: Bool
  package var state: String
  /// Nobody named the state directory.
  package var isStateByDefault: Bool
  /// `$RUNTIME_DIRECTORY`, where systemd gave one.
  package var runtime: String?

  /// - Parameters:
  ///   - configuration: as on the command line.
  ///   - state: as on the command line.
  ///   - exists: whether there is a file.
  package init(
    configuration: String?, state: String?, environment: [String: String],
    currentDirectory: String, exists: (String) -> Bool
  ) {
    func absolute(_ path: String) -> String {
      path.hasPrefix("/") ? path : currentDirectory + "/" + path
    }
    func set(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    func first(_ name: String) -> String? {
      // systemd separates several directories with colons.
      set(name).flatMap { $0.split(separator: ":").first.map(String.init) }
    }
    let here = currentDirectory + "/alerts.yaml"
    let chosen = configuration.map(absolute) ?? (exists(here) ? here : Locations.system)
    lacksConfiguration = configuration == nil && !exists(chosen)
    self.configuration = chosen
    runtime = first("RUNTIME_DIRECTORY")
    isStateByDefault = state == nil
    if let state {
      self.state = absolute(state)
    } else if let directory = first("STATE_DIRECTORY") {
      self.state = directory
    } else if chosen.hasPrefix("/etc/spendwatch/") {
      self.state = "/var/lib/spendwatch"
    } else if let home = set("XDG_STATE_HOME"), home.hasPrefix("/") {
      self.state = home + "/spendwatch"
    } else {
      self.state = (set("HOME") ?? "/root") + "/.local/state/spendwatch"
    }
  }

  /// Whether the state, if it was reached by default, is that of this configuration; else every
  /// command would show, and `run` add up, what another project has spent.
  ///
  /// - Throws: ``StateError/otherConfiguration(directory:owner:asked:)``.
  package func checkOwner() throws(StateError) {
    guard isStateByDefault else { return }
    try StateOwner.check(directory: state, configuration: configuration)
  }

  static let system = "/etc/spendwatch/alerts.yaml"

  /// Those of this process.
  package static func current(configuration: String?, state: String?) -> Locations {
    Locations(
      configuration: configuration, state: state, environment: currentEnvironment(),
      currentDirectory: Self.currentDirectory(), exists: { unsafe access($0, F_OK) == 0 })
  }

  package static func currentDirectory() -> String {
    guard let text = unsafe getcwd(nil, 0) else { return "/" }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  package static func currentEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let pair = unsafe String(cString: text).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
      unsafe entry += 1
    }
    return variables
  }

  package static func hostName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
