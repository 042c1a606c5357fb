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

  /// What was chosen, said on stderr.
  func chosen(quietly: Bool = false) -> Locations {
    let locations = Locations.current(configuration: config, state: stateDir)
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
