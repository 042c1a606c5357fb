import Glibc
import SpendCore
import SpendTesting
import Tailing
import Testing

/// A directory of its own on the real file system, and what happens to files in it.
final class Disk {
  let root: String

  init() {
    var template = Array("/tmp/tailing-XXXXXX".utf8CString)
    root = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/nowhere"
    }
  }

  deinit { Self.remove(FilePath(root)) }

  func path(_ name: String) -> String { name.isEmpty ? root : root + "/" + name }

  func write(_ name: String, _ text: String, flags: Int32 = O_APPEND, at: Int64? = nil) {
    let fd = open(path(name), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o644)
    #expect(fd >= 0)
    defer { close(fd) }
    Self.write(fd, Array(text.utf8), at: at)
  }

  static func write(_ fd: Int32, _ bytes: [UInt8], at: Int64? = nil) {
    bytes.withUnsafeBytes { buffer in
      let count =
        at.map { pwrite(fd, buffer.baseAddress, buffer.count, off_t($0)) }
        ?? Glibc.write(fd, buffer.baseAddress, buffer.count)
      #expect(count == buffer.count)
    }
  }

  /// A writer that keeps the file open.
  func writer(_ name: String, append: Bool = true) -> Int32 {
    open(path(name), O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : 0), 0o644)
  }

  func bytes(_ name: String) -> [UInt8] {
    let fd = open(path(name), O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { return [] }
    defer { close(fd) }
    var all: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = block.withUnsafeMutableBytes { Glibc.read(fd, $0.baseAddress, $0.count) }
      if count <= 0 { return all }
      all += block[..<count]
    }
  }

  func rename(_ from: String, _ to: String) { #expect(Glibc.rename(path(from), path(to)) == 0) }
  func unlink(_ name: String) { #expect(Glibc.unlink(path(name)) == 0) }
  func makeDirectory(_ name: String) { #expect(mkdir(path(name), 0o755) == 0) }
  /// With those above it.
  func makeDirectories(_ name: String) {
    var path = ""
    for part in name.split(separator: "/") {
      path += (path.isEmpty ? "" : "/") + part
      if !exists(path) { makeDirectory(path) }
    }
  }
  func truncate(_ name: String, to size: Int64 = 0) {
    #expect(Glibc.truncate(path(name), off_t(size)) == 0)
  }
  func link(_ from: String, _ to: String) { #expect(Glibc.link(path(from), path(to)) == 0) }
  func symlink(_ target: String, _ name: String) {
    #expect(Glibc.symlink(target, path(name)) == 0)
  }
  func exists(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

  func copy(_ from: String, _ to: String) {
    if exists(to) { unlink(to) }
    write(to, "")
    let fd = open(path(to), O_WRONLY | O_CLOEXEC)
    defer { close(fd) }
    Self.write(fd, bytes(from))
  }

  /// Compresses as logrotate does: the archive first, with the original's time, then the unlink.
  func compress(
    _ from: String, _ to: String, _ format: ArchiveFormat = .gzip, keep: Bool = false,
    cut: Int = 0
  ) {
    let archive = TestArchive.make(bytes(from), format)
    let fd = open(path(to), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    Self.write(fd, Array(archive.dropLast(cut)))
    var facts = stat()
    stat(path(from), &facts)
    var times = [facts.st_mtim, facts.st_mtim]
    futimens(fd, &times)
    close(fd)
    if !keep { unlink(from) }
  }

  /// Sets the last write of a file so many seconds back.
  func age(_ name: String, seconds: Int) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    now.tv_sec -= seconds
    var times = [now, now]
    utimensat(AT_FDCWD, path(name), &times, 0)
  }

  private static func remove(_ path: FilePath) {
    let names = (try? LinuxFileSystem().names(in: path)) ?? []
    for child in names.map(path.appending)
    where child.withCString(Glibc.unlink) != 0 { remove(child) }
    path.withCString { _ = rmdir($0) }
  }
}
