package import SpendCore

/// What a report is made of, the files apart: the question, and how the lines are to be read.
package struct ReportRequest: Sendable {
  package var query: ReportQuery
  /// Format, fields, labels, zone of naive times and longest line; its origin is not looked at.
  package var settings: SourceSettings
  /// The time of events without one.
  package var now: Timestamp
  /// How many threads read at the same time. At least 1; the outcome is the same for any number.
  package var threads: Int
  /// How many ids of calls are known at a time.
  package var maxIDs = 2_000_000
  /// Of tables that are keyed by what a log says.
  package var hashSeed = Catalog.fixedSeed
  /// Further dimensions that rules of the sources look at.
  var ruleDimensions: [String] = []

  package init(
    query: ReportQuery = ReportQuery(),
    settings: SourceSettings = SourceSettings(origin: .file(pattern: "", rotated: [])),
    now: Timestamp, threads: Int = 1
  ) {
    self.query = query
    self.settings = settings
    self.now = now
    self.threads = max(1, min(threads, 256))
  }

  /// What is kept of an event: what the query asks for, and what rules look at.
  package var dimensions: [String] {
    (settings.ruleDimensions + ruleDimensions).reduce(into: query.trackedDimensions) {
      dimensions, name in
      if !dimensions.contains(exactly: name) { dimensions.append(name) }
    }
  }
}
