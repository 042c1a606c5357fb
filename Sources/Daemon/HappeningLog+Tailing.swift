import Logging
import SpendCore
import Synchronization
import Systemd
import Tailing

/// What happened to files.
extension HappeningLog {
  func note(_ happening: TailHappening) {
    switch happening {
    case .appeared(let source, let path, _, let offset):
      let place = offset > 0 ? " from offset \(offset)" : ""
      logger.log(kind: .sourceFound, "reading \(path)\(place)", metadata: of(source, path))
    case .rotated(let source, let path, let to, _):
      logger.log(
        kind: .rotated, "\(path) was rotated to \(to); it is read to its end first",
        metadata: of(source, path))
    case .truncated(let source, let path, _):
      logger.log(
        kind: .rotated,
        "\(path) was cut or rewritten in place; reading on from where it still agrees",
        metadata: of(source, path))
    case .sealed(let source, let path, _, let bytes):
      logger.debug("\(path) is read to its end, \(bytes) bytes", metadata: of(source, path))
    case .gap(let source, let path, _, let offset, let bytes):
      let size = bytes > 0 ? "\(bytes) bytes" : "an unknown number of bytes"
      logger.log(
        kind: .gap,
        "\(path): \(size) behind offset \(offset) were destroyed before they could be read",
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
    case .unsupportedArchive(let source, let path):
      logger.warning(
        """
        \(path) is compressed with something else than gzip and is not read; what was not read before its \
        compression is not counted
        """,
        metadata: of(source, path))
    case .nulsSkipped(let source, let path, _, let offset, let bytes):
      logger.notice(
        "\(path): \(bytes) NUL bytes at offset \(offset) skipped", metadata: of(source, path))
    case .unreadable(let source, let error):
      logger.log(
        kind: .sourceUnreadable, "\(error); trying again, nothing is lost",
        metadata: ["source": .string(source)])
    case .readable(let source, let path):
      logger.log(kind: .sourceFound, "\(path) can be read again", metadata: of(source, path))
    }
  }

  /// The last watch that could not be placed, said once; nil when all are.
  func noteWatching(_ error: FileError?) {
    let isSaid = watchFault.withLock { last in
      defer { last = error?.code }
      return last == error?.code
    }
    guard !isSaid, let error else { return }
    logger.warning(
      "\(error); nothing is lost, but what inotify does not tell is found a few seconds later")
  }

  private func of(_ source: String, _ path: String) -> Logger.Metadata {
    ["source": .string(source), "path": .string(path)]
  }
}
