package import Tailing

/// What happened to sources, for the log and for what is counted beside events.
package enum SourceHappening: Sendable {
  case file(TailHappening)
  /// Lines that were cut, and whose other parts cannot be had any more.
  case linesCutOff(source: Int, count: Int)
  /// Entries of a unit were removed from the journal before they could be read.
  case journalGap(unit: String)
  /// A journal cannot be read at the moment; emitted with every attempt.
  case journalUnreadable(unit: String, reason: String)
  /// The journal has no entry of a unit yet.
  case unitMissing(unit: String)
  /// A watch cannot be placed: what inotify does not tell is found a few seconds later.
  case watchFailed(FileError)
}
