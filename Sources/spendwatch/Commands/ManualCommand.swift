import ArgumentParser
import SpendCore

/// The commands and their options as the middle of a manual page, made from what `--help` shows:
/// the install script puts it into the page.
struct ManualCommand: ParsableCommand {
  static let name = "manual"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Print the commands for the manual page.", shouldDisplay: false)

  func run() throws {
    guard let dump = try? JSONReader.read(Spendwatch._dumpHelp().utf8),
      let root = dump["command"]
    else {
      Console.error("the help cannot be read")
      throw ExitCode.failure
    }
    Console.put(Manual.text(root))
  }
}

/// roff(7) with the macros of man(7) out of the dumped help of a command.
enum Manual {
  /// Options of all commands that look at a state: told once.
  private static let common = ["config", "state-dir", "verbose", "quiet"]

  private static func isCommon(_ option: JSONValue, of command: JSONValue) -> Bool {
    common.contains(longName(option))
      && options(command).contains { longName($0) == "state-dir" }
  }

  static func text(_ root: JSONValue) -> String {
    let commands = (root["subcommands"]?.elements ?? []).filter(isShown)
    var text = ".SH COMMANDS\n"
    for command in commands where name(command) != "help" { text += section(command, "") }
    text += ".SH OPTIONS OF ALL COMMANDS\n"
    var known: Set<String> = []
    for command in commands {
      for option in options(command) where isCommon(option, of: command) {
        if known.insert(longName(option)).inserted { text += entry(option) }
      }
    }
    return text
  }

  private static func section(_ command: JSONValue, _ parent: String) -> String {
    let title = parent + name(command)
    var text = ".SS \(escaped(title))\n"
    for key in ["abstract", "discussion"] {
      guard let words = command[key]?.text, !words.isEmpty else { continue }
      text += (key == "discussion" ? ".PP\n" : "") + line(words)
    }
    for option in options(command)
    where !isCommon(option, of: command) && !["help", "version"].contains(longName(option)) {
      text += entry(option)
    }
    for inner in (command["subcommands"]?.elements ?? []).filter(isShown)
    where name(inner) != "help" {
      text += section(inner, title + " ")
    }
    return text
  }

  private static func entry(_ option: JSONValue) -> String {
    let value = option["valueName"]?.text ?? ""
    let isPositional = option["kind"]?.text == "positional"
    let names = option["names"]?.elements ?? []
    func isShort(_ name: JSONValue) -> Bool { name["kind"]?.text == "short" }
    var title = (names.filter(isShort) + names.filter { !isShort($0) }).map { name in
      let dashes = name["kind"]?.text == "long" ? "--" : "-"
      return "\\fB\(escaped(dashes + (name["name"]?.text ?? "")))\\fR"
    }.joined(separator: ", ")
    if isPositional {
      title = "\\fI\(escaped(value.uppercased()))\\fR"
    } else if option["kind"]?.text == "option" {
      title += " \\fI\(escaped(value))\\fR"
    }
    var words = option["abstract"]?.text ?? ""
    if let values = option["allValues"]?.elements?.compactMap(\.text), !values.isEmpty {
      words += (words.isEmpty ? "" : " ") + "One of: \(values.joined(separator: ", "))."
    }
    return ".TP\n\(title)\n\(line(words))"
  }

  private static func isShown(_ value: JSONValue) -> Bool {
    value["shouldDisplay"]?.bool ?? true
  }

  private static func name(_ command: JSONValue) -> String { command["commandName"]?.text ?? "" }

  private static func options(_ command: JSONValue) -> [JSONValue] {
    (command["arguments"]?.elements ?? []).filter(isShown)
  }

  private static func longName(_ option: JSONValue) -> String {
    option["preferredName"]?["name"]?.text ?? ""
  }

  private static func line(_ text: String) -> String {
    text.isEmpty ? "" : escaped(text) + "\n"
  }

  /// A backslash, a dash that is to be copied, and a point or quote where a macro would begin.
  private static func escaped(_ text: String) -> String {
    text.split(separator: "\n").map { line in
      let plain = line.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
    }.joined(separator: "\n")
  }
}
