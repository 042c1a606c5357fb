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
}
