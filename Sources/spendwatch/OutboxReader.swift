import ArgumentParser
import Operations
import SpendCore
import Status

/// The outbox, from the running daemon or from the state of a stopped one.
enum OutboxReader {
  struct Listing {
    var text: String
    var entries: [OutboxEntry]
  }

  static func listing(_ options: LocationOptions) async throws -> Listing {
    let places = try options.chosen()
    let text = try await text(places)
    return try parsed(text)
  }

  private static func text(_ places: Locations) async throws -> String {
    do {
      return try await RunningDaemon(places).get("/outbox").text
    } catch ControlError.notRunning {
      let configuration = CheckedConfiguration(path: places.configuration).configuration
      do {
        let state = try StoppedState(directory: places.state, configuration: configuration)
        return OutboxListing.json(state.deliveries)
      } catch {
        Console.error("not running; \(error)")
        throw ExitCode(ExitStatus.failed)
      }
    } catch {
      Console.error("\(error)")
      throw ExitCode(ExitStatus.failed)
    }
  }

  static func parsed(_ text: String) throws -> Listing {
    guard let value = try? JSONReader.read(text.utf8), let elements = value.elements else {
      Console.error("the daemon's answer cannot be read")
      throw ExitCode(ExitStatus.failed)
    }
    return Listing(text: text, entries: elements.map(OutboxEntry.init))
  }
}

extension String {
  /// Without the line feeds at its end.
  var trimmed: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
