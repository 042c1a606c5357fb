import ArgumentParser

/// A span in seconds on the command line.
enum Seconds {
  /// A week: longer than anybody waits, and far from where a count of milliseconds ends.
  static let most: Int64 = 604_800

  /// Reads `10` or `10s`.
  static func read(_ text: String, _ option: String) throws -> Int64 {
    let digits = text.hasSuffix("s") ? text.dropLast() : text[...]
    guard let seconds = Int64(digits), (0...most).contains(seconds) else {
      throw ValidationError(
        "\(option): '\(text)' is not a number of seconds from 0 to \(most); write it like 10 or 10s"
      )
    }
    return seconds
  }
}
