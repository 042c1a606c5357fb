import CLinux
import Glibc
package import SpendCore

/// The real file system. Owns no descriptor; who opens closes.
package struct LinuxFileSystem: FileSystem {
  package init() {}

  package func open(_ path: FilePath) throws(FileError) -> Int32 {
    let descriptor = unsafe path.withCString {
      unsafe Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    }
    guard descriptor >= 0 else { throw FileError(call: "open", path: path, code: errno) }
    return descriptor
  }

  package func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  package func duplicate(_ descriptor: Int32) -> Int32? {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    return copy < 0 ? nil : copy
  }

  package func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int {
    guard let base = buffer.baseAddress, buffer.count > 0 else { return 0 }
    while true {
      let count = unsafe pread(descriptor, base, buffer.count, off_t(offset))
      if count >= 0 { return count }
      guard errno == EINTR else { throw FileError(call: "read", path: "", code: errno) }
    }
  }

  package func facts(of descriptor: Int32) throws(FileError) -> FileFacts {
    var raw = clinux_facts()
    let code = unsafe clinux_facts_of(descriptor, &raw)
    guard code == 0 else { throw FileError(call: "stat", path: "", code: code) }
    return FileFacts(raw)
  }

  package func facts(at path: FilePath) throws(FileError) -> FileFacts {
    var raw = clinux_facts()
    let code = unsafe path.withCString { unsafe clinux_facts_at($0, &raw) }
    guard code == 0 else { throw FileError(call: "stat", path: path, code: code) }
    return FileFacts(raw)
  }

  package func linkTarget(_ path: FilePath) -> FilePath? {
    unsafe withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let count = unsafe path.withCString {
        unsafe readlink($0, base.assumingMemoryBound(to: CChar.self), buffer.count)
      }
      guard count > 0 else { return nil }
      return unsafe FilePath(bytes: buffer[..<count])
    }
  }

  package func realPath(_ path: FilePath) -> FilePath? {
    guard let resolved = unsafe path.withCString({ unsafe realpath($0, nil) }) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe FilePath(cString: resolved)
  }

  package func names(in directory: FilePath) throws(FileError) -> [FilePath] {
    var names: [FilePath] = []
    try read(directory) { name, _ in names.append(name) }
    return names
  }

  package func entries(in directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    var entries: [DirectoryEntry] = []
    try read(directory) { name, type in
      let kind = Self.kind(type) ?? kind(at: directory.appending(name))
      entries.append(DirectoryEntry(name, kind))
    }
    return entries
  }

  /// What a directory says about an entry of it; nil where the file system keeps no types.
  private static func kind(_ type: UInt8) -> DirectoryEntry.Kind? {
    switch Int(type) {
    case Int(DT_UNKNOWN): nil
    case Int(DT_DIR): .directory
    case Int(DT_LNK): .link
    default: .other
    }
  }

  private func kind(at path: FilePath) -> DirectoryEntry.Kind {
    if linkTarget(path) != nil { return .link }
    return (try? facts(at: path))?.kind == .directory ? .directory : .other
  }

  private func read(
    _ directory: FilePath, _ body: (FilePath, UInt8) -> Void
  ) throws(FileError) {
    guard let stream = unsafe directory.withCString({ unsafe opendir($0) }) else {
      throw FileError(call: "list", path: directory, code: errno)
    }
    defer { unsafe closedir(stream) }
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw FileError(call: "list", path: directory, code: errno) }
        return
      }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe FilePath(cString: $0)
        }
      }
      if name != ".", name != ".." { unsafe body(name, entry.pointee.d_type) }
    }
  }

  package func nextData(_ descriptor: Int32, from offset: Int64) -> Int64? {
    let found = clinux_next_data(descriptor, offset)
    // Where holes are not supported, everything is data.
    return found >= 0 ? found : found == -Int64(ENXIO) ? nil : offset
  }

  package func hasWriter(_ descriptor: Int32) -> Bool? {
    switch clinux_has_writer(descriptor) {
    case 0: false
    case 1: true
    default: nil
    }
  }
}

extension FileFacts {
  fileprivate init(_ raw: clinux_facts) {
    self.init(
      identity: FileIdentity(device: raw.device, inode: raw.inode, birth: raw.birth_ns),
      size: raw.size, modified: raw.modified_ns, changed: raw.changed_ns, links: raw.links,
      kind: FileKind(mode: raw.mode))
  }
}
