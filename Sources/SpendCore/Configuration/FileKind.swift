/// What a path leads to. Only files can be sources: everything else has no bytes that could be read
/// again after a kill.
package enum FileKind: String, Hashable, Sendable {
  case file
  case directory
  case fifo = "FIFO"
  case socket
  case device
  /// A stream of the process that would read it.
  case stream = "stream of the reading process"

  /// - Parameter mode: as stat(2) gives it (`st_mode`, inode(7)).
  package init(mode: UInt32) {
    switch mode & 0o170000 {
    case 0o100000: self = .file
    case 0o040000: self = .directory
    case 0o010000: self = .fifo
    case 0o140000: self = .socket
    default: self = .device
    }
  }

  /// `/dev/stdout` and its like. They may well lead to regular files, the log of the service for
  /// instance; whoever reads that reads his own words.
  package static func isStream(_ path: FilePath) -> Bool {
    let streams: [FilePath] = ["/dev/stdin", "/dev/stdout", "/dev/stderr"]
    return streams.contains(path) || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
  }

  /// Why a path is no source: `is a FIFO, not a file; it is not read`.
  package var refusal: String { "is a \(rawValue), not a file; it is not read" }
}
