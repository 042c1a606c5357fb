import ArgumentParser
import Operations
import Reporting

/// Where configuration and state are; the same for every command that asks.
struct LocationOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help:
      "Configuration file. Default: ./alerts.yaml if it is there, else /etc/spendwatch/alerts.yaml.",
    completion: .file(extensions: ["yaml", "yml"])
  )
  var config: String?

  @Option(
    name: .long,
    help: """
      State directory. Default: $STATE_DIRECTORY; else /var/lib/spendwatch with a configuration in \
      /etc/spendwatch; else $XDG_STATE_HOME/spendwatch or ~/.local/state/spendwatch.
      """,
    completion: .directory)
  var stateDir: String?

  @Flag(
    name: .shortAndLong,
    help: "Say which configuration and state were chosen, as on a terminal.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "Say nothing but errors and the answer.")
  var quiet = false

  /// What was chosen. Ends with 75 where the state by default is that of another configuration,
  /// and with 78 where neither a configuration nor a state is named, or there by default.
  ///
  /// - Parameter silently: it is not said, since the command owns the screen.
  func chosen(silently: Bool = false) throws -> Locations {
    let locations = try current(needsConfiguration: stateDir == nil)
    do { try locations.checkOwner() } catch {
      Console.error("\(error)")
      throw ExitCode(ExitStatus.stateNotUsable)
    }
    if !silently {
      say("configuration \(locations.configuration), state \(locations.state)")
    }
    return locations
  }

  /// The same for commands that say themselves why they fail.
  ///
  /// - Parameter advice: what to do where there is no configuration.
  func chosen(orFail advice: String) throws(ReportFailure) -> Locations {
    let locations = Locations.current(configuration: config, state: stateDir)
    if stateDir == nil, locations.lacksConfiguration {
      throw ReportFailure("there is no configuration; \(advice)")
    }
    do { try locations.checkOwner() } catch {
      throw ReportFailure("\(error)", isOfState: true)
    }
    say("configuration \(locations.configuration), state \(locations.state)")
    return locations
  }

  /// For commands that need no state.
  func chosenConfiguration() throws -> Locations {
    let locations = try current(needsConfiguration: true)
    say("configuration \(locations.configuration)")
    return locations
  }

  private func current(needsConfiguration: Bool) throws -> Locations {
    let locations = Locations.current(configuration: config, state: stateDir)
    if needsConfiguration, locations.lacksConfiguration {
      Console.error(Self.noConfiguration)
      throw ExitCode(ExitStatus.badConfiguration)
    }
    return locations
  }

  static let noConfiguration =
    "no alerts.yaml here and none in /etc/spendwatch; make one: spendwatch init"

  /// A line about a choice: cron would mail it every time.
  func say(_ text: String) {
    if verbose || (Console.isErrorTerminal && !quiet) { Console.error(text) }
  }
}

extension ReportFailure {
  var exitStatus: Int32 { isOfState ? ExitStatus.stateNotUsable : ExitStatus.failed }
}
