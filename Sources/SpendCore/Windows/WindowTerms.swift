/// How long a window is.
package enum WindowUnit: String, CaseIterable, Hashable, Sendable {
  case day, month
}

/// Whether a window moves with the position or stands on the calendar.
package enum WindowKind: String, CaseIterable, Hashable, Sendable {
  case rolling, calendar
}
