extension Rejection {
  /// What is wrong with the line, and what would make it an event.
  package var words: String {
    switch self {
    case .oversize:
      "it is longer than max_line_bytes of its source: 1 MiB if that does not say otherwise, 64 MiB "
        + "with format: otel, for batches of spans"
    case .badUTF8: "it has bytes that are not UTF-8; write it as UTF-8"
    case .notJSON:
      "it is neither a JSON object nor a Python dict, or is nested more than \(JSONScanner.maxDepth) levels deep; "
        + "write one object per line"
    case .notObject: "it is JSON, but no object"
    case .notEvent:
      "it has neither a cost nor tokens; an event needs cost_usd (fields: { cost_usd: … } of its source maps "
        + "other names)"
    case .badCost: "its cost is not a number from 0 to 1,000,000 USD; write it like 0.00085"
    case .negativeCost: "its cost is below zero; refunds are not counted"
    case .badTime: "its time cannot be read"
    case .duplicate: "it was counted before"
    case .cutOff:
      "a container runtime cut it, and it is longer than max_line_bytes or its other parts are gone"
    }
  }
}

/// What a time looks like that cannot be read, without what it says.
package enum TimeForm {
  /// `times like 99/99/9999 99:99 …` and what to write instead.
  package static func advice(_ text: String) -> String {
    let form = text.prefix(40).map { character -> Character in
      if character.isNumber { return "9" }
      return character.isLetter ? "a" : character
    }
    let marks = String(form)
    let isAmbiguous =
      marks.hasPrefix("99/99/99") || marks.hasPrefix("99.99.99") || marks.hasPrefix("99-99-99")
      || marks.hasPrefix("9/9") || marks.hasPrefix("9/99") || marks.hasPrefix("99/9/")
    return isAmbiguous
      ? "times like 27/11/2026 are ambiguous, day or month first: write 2026-11-27T23:30:00Z"
      : "times like \(marks) are not known: write 2026-11-27T23:30:00Z, or seconds since 1970"
  }
}
