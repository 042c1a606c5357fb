import ArgumentParser
import Daemon

/// Where configuration and state are; the same for every command that asks.
struct LocationOptions: ParsableArguments {
  @Option(
    name: .long,
    help:
      "Configuration file. Default: ./alerts.yaml if it is there, else /etc/spendwatch/alerts.yaml."
  )
  var config: String?

  @Option(
    name: .long,
    help: """
      State directory. Default: $STATE_DIRECTORY; else /var/lib/spendwatch with a configuration in \
      /etc/spendwatch; else $XDG_STATE_HOME/spendwatch or ~/.local/state/spendwatch.
      """)
  var stateDir: String?

  /// What was chosen, said on stderr. Ends with 75 where the state by default is that of another
  /// configuration.
  func chosen(quietly: Bool = false) throws -> Locations {
    let locations = Locations.current(configuration: config, state: stateDir)
    do { try locations.checkOwner() } catch {
      Terminal.error("\(error)")
      throw ExitCode(ExitStatus.stateNotUsable)
    }
    if !quietly {
      Terminal.error("configuration \(locations.configuration), state \(locations.state)")
    }
    return locations
  }

  /// For commands that need no state.
  func chosenConfiguration() -> Locations {
    let locations = Locations.current(configuration: config, state: stateDir)
    Terminal.error("configuration \(locations.configuration)")
    return locations
  }
}
