import Glibc
package import SpendCore

/// A call to the file system that failed: which, on which path, with which errno.
package struct FileError: Error, Hashable, Sendable {
  package var call: String
  package var path: FilePath
  package var code: Int32
  /// Why what is at the path cannot be read, however often it is tried: `is a FIFO, …`; `code`
  /// then says nothing.
  package private(set) var refusal: String?
  /// There is no file at the path that could hold a line.
  private var isForNoFile = false

  package init(call: String, path: FilePath, code: Int32) {
    self.call = call
    self.path = path
    self.code = code
  }

  /// What is at a path is no file that could be read from its beginning to its end.
  package static func notAFile(_ path: FilePath, _ kind: FileKind) -> FileError {
    var error = FileError(call: "open", path: path, code: EINVAL)
    error.refusal = kind.refusal
    error.isForNoFile = true
    return error
  }

  /// What is at a path is a link that leads nowhere.
  package static func danglingLink(_ path: FilePath) -> FileError {
    var error = FileError(call: "open", path: path, code: EINVAL)
    error.refusal = "is a link to what is not there"
    error.isForNoFile = true
    return error
  }

  /// What is at a path is packed in a way that is not read.
  package static func unreadableArchive(_ path: FilePath, _ reason: String) -> FileError {
    var error = FileError(call: "open", path: path, code: EINVAL)
    error.refusal = reason
    return error
  }

  /// What is at a path is an archive without its end: it may still be written.
  static func unfinishedArchive(_ path: FilePath) -> FileError {
    var error = FileError(call: Self.decompressing, path: path, code: EINVAL)
    error.refusal = "is an archive without its end, and is read when that is there"
    return error
  }

  /// The call that fails where an archive is not whole yet.
  static let decompressing = "decompress"

  /// The path leads nowhere. Every other error is a passing fault: what cannot be looked at is
  /// not deleted.
  package var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  /// Whether nothing is left unread because of it: there is something else than a file, or a link
  /// that leads to none.
  package var leavesNothingUnread: Bool { isForNoFile || code == ELOOP }

  /// The file changed while it was compared with others: nothing can be said, and the
  /// next look will tell.
  package static func changedMeanwhile(_ path: FilePath) -> FileError {
    FileError(call: "compare", path: path, code: EAGAIN)
  }

  package var isChangedMeanwhile: Bool { code == EAGAIN && call == "compare" }

  /// There is more to compare than one look may read: the next goes on.
  static func unfinished(_ path: FilePath) -> FileError {
    FileError(call: "compare", path: path, code: EINPROGRESS)
  }

  var isUnfinished: Bool { code == EINPROGRESS && call == "compare" }

  /// The descriptor leads nowhere any more (NFS); the path may.
  package var isStale: Bool { code == ESTALE && !isDisplaced }

  /// A file without a descriptor is not where it was any more: it has another name, or none. No
  /// fault: the next look at all files tells.
  static func displaced(_ path: FilePath) -> FileError {
    FileError(call: "reopen", path: path, code: ESTALE)
  }

  var isDisplaced: Bool { call == "reopen" }

  /// There is no descriptor to be had, in the process or on the machine: says nothing about the
  /// file, which has to wait.
  package var isShortage: Bool { code == EMFILE || code == ENFILE }
}

extension FileError: CustomStringConvertible {
  package var description: String {
    if let refusal { return "\(path) \(refusal)" }
    return unsafe "\(call) \(path): \(String(cString: strerror(code)))"
  }
}
