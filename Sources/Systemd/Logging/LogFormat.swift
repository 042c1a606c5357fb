/// How log entries are written, as `--log-format` names it. Without the option it is decided once,
/// at the start, by ``LogOutput/detect(format:environment:descriptor:)``.
package enum LogFormat: String, CaseIterable, Hashable, Sendable {
  /// One line of text an entry, on stderr.
  case text
  /// One JSON object a line, on stderr: for containers.
  case json
  /// Structured entries for journald, through libsystemd.
  case journal
}
