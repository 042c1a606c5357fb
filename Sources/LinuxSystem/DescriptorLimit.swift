import Glibc

/// How many descriptors the process may have (RLIMIT_NOFILE).
package enum DescriptorLimit {
  /// As many as it is allowed to. The usual soft limit is low for the sake of select(2), which
  /// nothing here calls.
  package static func raise() {
    guard var limit = current else { return }
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// How many of them may be those of files that are read: half, for the state, inotify and the
  /// requests of receivers need some as well. More than some thousand are of no use, for files are
  /// opened again when they are needed.
  package static var forFiles: Int {
    guard let limit = current else { return 512 }
    return min(Int(clamping: limit.rlim_cur) / 2, 4096)
  }

  private static var current: rlimit? {
    var limit = rlimit()
    let result = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return result == 0 ? limit : nil
  }
}
