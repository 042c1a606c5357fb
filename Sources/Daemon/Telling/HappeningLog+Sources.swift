import Logging
import Reading
import SpendCore
import Synchronization
import Systemd
import Tailing

/// What happened to sources.
extension HappeningLog {
  func write(_ happening: SourceHappening) {
    switch happening {
    case .file(let happening): write(happening)
    case .linesCutOff(_, let count):
      logger.log(
        kind: .linesRejected,
        "\(count) line\(count == 1 ? "" : "s") rejected as cut_off: a container runtime cut them, and "
          + "the rest cannot be had any more",
        metadata: ["reason": "cut_off"])
    case .journalGap(let unit): journalGap(unit: unit)
    case .journalUnreadable(let unit, let reason): journalUnreadable(unit: unit, reason: reason)
    case .unitMissing(let unit): unitMissing(unit)
    case .watchFailed(let error):
      logger.warning(
        "\(error); nothing is lost, but what inotify does not tell is found a few seconds later")
    }
  }

  private func write(_ happening: TailHappening) {
    switch happening {
    case .appeared(let source, let path, _, let offset):
      let place = offset > 0 ? " from offset \(offset)" : ""
      logger.log(kind: .sourceFound, "reading \(path)\(place)", metadata: of(source, path))
    case .rotated(let source, let path, let to, _):
      let what =
        to.text.isEmpty
        ? "was deleted; what was there is read to its end, and a new file from its beginning"
        : "was rotated to \(to); it is read to its end first"
      logger.log(kind: .rotated, "\(path) \(what)", metadata: of(source, path))
    case .truncated(let source, let path, _):
      logger.log(
        kind: .rotated,
        "\(path) was cut or rewritten in place; reading on from where it still agrees",
        metadata: of(source, path))
    case .rewritten(let source, let path, _, let base):
      logger.log(
        kind: .rotated,
        """
        \(path) was rewritten and is known again by its tail; reading on from offset \(base). What was edited before \
        that is not counted again
        """,
        metadata: of(source, path))
    case .sealed(let source, let path, _, let bytes):
      logger.debug("\(path) is read to its end, \(bytes) bytes", metadata: of(source, path))
    case .gap(let source, let path, _, let offset, let bytes):
      let size = bytes > 0 ? "\(bytes) bytes" : "an unknown number of bytes"
      logger.log(
        kind: .gap,
        "\(path): \(size) after offset \(offset) were destroyed before they could be read",
        metadata: of(source, path))
    case .unverifiedEnd(let source, let path, _, let offset):
      logger.log(
        kind: .unverifiedEnd,
        "\(path) vanished at offset \(offset), after everything known of it was read",
        metadata: of(source, path))
    case .lateWrite(let source, let path, _):
      logger.debug("\(path) was written to after its rotation", metadata: of(source, path))
    case .copySkipped(let source, let path, _):
      logger.debug("\(path) holds what was counted already", metadata: of(source, path))
    case .waitingForArchive(let source, let path):
      logger.debug("\(path) is not complete yet", metadata: of(source, path))
    case .damagedArchive(let source, let path):
      logger.warning(
        "\(path) cannot be decompressed; what only it holds is not counted",
        metadata: of(source, path))
    case .trailingBytes(let source, let path):
      logger.warning(
        "\(path): what follows the end of the archive is none and is not read",
        metadata: of(source, path))
    case .shared(let source, let path, let with):
      logger.notice(
        "\(path) is read as part of \(with), which comes first; it is counted once",
        metadata: of(source, path))
    case .nulsSkipped(let source, let path, _, let offset, let bytes):
      logger.notice(
        "\(path): \(bytes) NUL bytes at offset \(offset) skipped", metadata: of(source, path))
    case .unreadable(let source, let error):
      logger.log(
        kind: .sourceUnreadable,
        "\(error)\(error.refusal == nil ? "; trying again, nothing is lost" : "")",
        metadata: ["source": .string(source)])
    case .readable(let source, let path):
      logger.log(kind: .sourceFound, "\(path) can be read again", metadata: of(source, path))
    }
  }

  /// Events whose time cannot be read, with what to write instead.
  func unreadableTime(path: String, offset: Int64, advice: String) {
    logger.log(
      kind: .linesRejected,
      "events of \(path) have a time that cannot be read (bad_time; at offset \(offset)), and count at that "
        + "of their frame, else of reading: \(advice)",
      metadata: [
        "reason": "bad_time", "path": .string(path), "offset": .stringConvertible(offset),
      ])
  }

  private func journalGap(unit: String) {
    logger.log(
      kind: .gap, "entries of \(unit) were removed from the journal before they could be read",
      metadata: ["source": .string("journal:\(unit)")])
  }

  private func journalUnreadable(unit: String, reason: String) {
    let isNew = journalFaults.withLock { faults in
      defer { faults[unit] = reason }
      return faults[unit] != reason
    }
    guard isNew else { return }
    logger.log(
      kind: .sourceUnreadable,
      "the journal of \(unit) cannot be read: \(reason); the daemon has to be in the group "
        + "systemd-journal; trying again every 10 s",
      metadata: ["source": .string("journal:\(unit)")])
  }

  private func unitMissing(_ unit: String) {
    logger.log(
      kind: .unitMissing,
      "the journal has no entries of \(unit) yet; they are read when they come (is that the name of "
        + "the unit?)",
      metadata: ["source": .string("journal:\(unit)")])
  }

  private func of(_ source: String, _ path: FilePath) -> Logger.Metadata {
    ["source": .string(source), "path": .string(path.text)]
  }
}
