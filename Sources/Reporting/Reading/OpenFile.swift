import Glibc
import SpendCore

/// An open file or pipe. Stays open as long as a piece of it is to be read, so that a rotation in
/// between does not put another file under the name.
final class OpenFile: Sendable {
  /// As it is shown.
  let path: String
  let descriptor: Int32
  /// Bytes when it was opened; nil for pipes and other things without a size.
  let size: Int64?
  /// Nil for pipes.
  let lastWrite: Timestamp?

  /// - Parameter name: `-` for the standard input.
  init(_ name: FilePath) throws(ReportFailure) {
    let isInput = name == "-"
    let path = isInput ? "standard input" : name.text
    self.path = path
    descriptor =
      unsafe isInput
      ? dup(STDIN_FILENO) : name.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
    guard descriptor >= 0 else { throw ReportFailure(call: "open", path: path, code: errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw ReportFailure(call: "stat", path: path, code: code)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw ReportFailure(call: "read", path: path, code: EISDIR)
    }
    // Files of /proc say 0 and have content. The standard input may have been read from already.
    let isPlain = status.st_mode & S_IFMT == S_IFREG && status.st_size > 0 && !isInput
    size = isPlain ? Int64(status.st_size) : nil
    lastWrite = isPlain ? Timestamp(seconds: Int64(status.st_mtim.tv_sec)) : nil
  }

  deinit { close(descriptor) }

  /// Up to the size of the buffer; 0 at the end.
  ///
  /// - Parameter offset: nil: where the last such read ended.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64?
  ) throws(ReportFailure) -> Int {
    while true {
      let count =
        if let offset {
          unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
        } else {
          unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        }
      if count >= 0 { return count }
      guard errno == EINTR else { throw ReportFailure(call: "read", path: path, code: errno) }
    }
  }
}
