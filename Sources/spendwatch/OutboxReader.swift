import ArgumentParser
import Operations
import SpendCore
import Status
import Terminal

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

/// One delivery of a listing.
struct OutboxEntry {
  private let value: JSONValue

  init(_ value: JSONValue) { self.value = value }

  var number: UInt64 { UInt64(clamping: value["number"]?.integer ?? 0) }
  var status: String { text("status") }
  var attempts: Int64 { value["attempts"]?.integer ?? 0 }
  var lastError: String? { value["last_error"]?.text.map { TerminalText.safe($0) } }

  /// `hard 100 % of support_qa for oncall`.
  var what: String {
    if let message { return "\(message) for \(text("receiver"))" }
    let name = group.isEmpty ? text("budget") : group
    let end = text("state") == "resolved" ? "the end of " : ""
    return
      "\(end)\(text("level")) \(value["percent"]?.integer ?? 0) % of \(name) for \(text("receiver"))"
  }

  /// Of a message that is no alert.
  private var message: String? {
    guard let sort = value["message"]?.text.map({ TerminalText.safe($0) }) else { return nil }
    return value["period"] == nil
      ? "a \(sort) of a later release" : "the \(sort) of \(text("period"))"
  }

  private func text(_ name: String) -> String { TerminalText.safe(value[name]?.text ?? "") }

  private var group: String {
    let members = value["group"]?.members ?? []
    return members.map { TerminalText.safe($0.value.text ?? "") }.joined(separator: "/")
  }

  var line: String {
    let error = value["last_error"]?.text.map { "  " + TerminalText.safe($0) } ?? ""
    let about =
      message
      ?? "\(text("state"))  \(text("level")) \(value["percent"]?.integer ?? 0) %  "
      + "\(text("budget"))  \(group)"
    return "\(number)  \(status)  \(text("receiver"))  \(about)  attempts \(attempts)\(error)"
  }

  var details: String {
    (value.members ?? []).map { member in
      "\(member.name): \(member.name == "group" ? group : rendered(member.value))"
    }.joined(separator: "\n")
  }

  private func rendered(_ value: JSONValue) -> String {
    if let text = value.text { return TerminalText.safe(text) }
    return value.integer.map(String.init) ?? "-"
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
