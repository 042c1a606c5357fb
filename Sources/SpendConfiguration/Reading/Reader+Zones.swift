import SpendCore

/// Time zones, from the data of the system.
extension Reader {
  /// Names of UTC that need no data.
  private static let universal: Set<String> = [
    "UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu", "UCT", "Etc/UCT", "Universal",
    "Etc/Universal",
  ]

  mutating func zone(_ field: Field) -> TimeZoneRules? {
    guard let name = text(field) else { return nil }
    if Self.universal.contains(name) { return TimeZoneRules(name: name) }
    if let known = zones[name] { return known }
    guard ZoneDirectory.isName(name) else {
      unknownZone(field, name)
      return nil
    }
    do throws(FileFailure) {
      let path = "\(host.zoneDirectory)/\(name)"
      let bytes = try host.readFile(path, 1 << 20)
      guard let rules = TimeZoneRules(name: name, tzif: bytes) else {
        unknownZone(field, name)
        return nil
      }
      zones[name] = rules
      return rules
    } catch .missing {
      unknownZone(field, name)
    } catch .isDirectory {
      unknownZone(field, name)
    } catch {
      self.error(field, "the data of this time zone \(error.text)")
    }
    return nil
  }

  private mutating func unknownZone(_ field: Field, _ name: String) {
    guard host.exists(host.zoneDirectory) else {
      error(
        field,
        "\(Quoted.text(name)) needs the time zone data of the system; install the package tzdata")
      return
    }
    let names = zoneNames()
    // `Berlin` is the end of `Europe/Berlin`, and farther from it than any distance allows.
    let ending = names.first { $0.lowercased().hasSuffix("/" + name.lowercased()) }
    let near = ending ?? DidYouMean.word(to: name, among: names)
    let hint = near.map { "did you mean '\($0)'?" } ?? "write a name like Europe/Berlin or UTC"
    error(field, "unknown time zone \(Quoted.text(name)); \(hint)")
  }

  /// From the list that tzdata brings beside its files (`Z name …`, `L target name`).
  private func zoneNames() -> [String] {
    let path = "\(host.zoneDirectory)/tzdata.zi"
    guard let bytes = try? host.readFile(path, 1 << 20) else { return [] }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.compactMap { line in
      let words = line.split(separator: " ", maxSplits: 3)
      guard words.count >= 3 else { return nil }
      switch words[0] {
      case "Z": return String(words[1])
      case "L": return String(words[2])
      default: return nil
      }
    }
  }
}
