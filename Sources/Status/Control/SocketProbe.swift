import Glibc

/// What is at the path of a socket. Never blocks for longer than a local `connect(2)`.
enum SocketProbe: Hashable {
  case nothing
  /// A file of another kind.
  case notSocket
  /// A socket that nobody listens on: of a daemon that was killed.
  case stale
  case listening
  /// It cannot be found out, for this `errno`.
  case failed(Int32)

  static func look(at path: String) -> SocketProbe {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      return errno == ENOENT || errno == ENOTDIR ? .nothing : .failed(errno)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { return .notSocket }
    // The short names in /tmp are anybody's to take: only ours, root's, or what root looks at is
    // believed.
    let user = geteuid()
    if path.hasPrefix("/tmp/"), user != 0, status.st_uid != user, status.st_uid != 0 {
      return .failed(EPERM)
    }
    return connect(to: path)
  }

  private static func connect(to path: String) -> SocketProbe {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { return .failed(errno) }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count <= SocketPath.maxBytes else { return .failed(ENAMETOOLONG) }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let result = unsafe withUnsafePointer(to: address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if result == 0 { return .listening }
    switch errno {
    case ECONNREFUSED: return .stale
    case ENOENT: return .nothing
    // Somebody listens, and many are in the queue.
    case EAGAIN, EINPROGRESS: return .listening
    default: return .failed(errno)
    }
  }
}
