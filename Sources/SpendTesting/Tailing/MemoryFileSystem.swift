import Glibc
package import SpendCore
package import Tailing

/// A file system in memory, with what makes real ones hard to follow: inodes that are given to the
/// next file at once, times that stand still for milliseconds, files that live on without a name.
/// Thousands of random schedules a second go through it; an operation that makes no sense on it
/// (a name that is not there) does nothing.
package final class MemoryFileSystem: FileSystem {
  /// Wall clock, nanoseconds since 1970; moved by hand.
  package var clock: Int64 = 1_780_000_000_000_000_000
  /// Times of files are multiples of this.
  package var tick: Int64 = 4_000_000
  /// What happens just before a call of the reader.
  package var before: (String) -> Void = { _ in }
  /// Descriptors that are open for reading.
  package private(set) var opened = 0

  var splitPaths: [String: [String]] = [:]
  let root = MemoryFile(inode: 2, at: 0, .directory([:]))
  private var descriptors: [Int32: (file: MemoryFile, isWriter: Bool)] = [:]
  private var nextDescriptor: Int32 = 3
  private var nextInode: UInt64 = 11
  private var freeInodes: [UInt64] = []

  package init() {}

  var time: Int64 { clock / tick * tick }

  func make(_ content: MemoryFile.Content) -> MemoryFile {
    if let inode = freeInodes.popLast() { return MemoryFile(inode: inode, at: time, content) }
    defer { nextInode += 1 }
    return MemoryFile(inode: nextInode, at: time, content)
  }

  func dropped(_ file: MemoryFile) {
    if file.links == 0, file.descriptors == 0 { freeInodes.append(file.inode) }
  }

  func file(of descriptor: Int32) -> MemoryFile? { descriptors[descriptor]?.file }

  func hold(_ file: MemoryFile, isWriter: Bool) -> Int32 {
    defer { nextDescriptor += 1 }
    descriptors[nextDescriptor] = (file, isWriter)
    file.descriptors += 1
    if isWriter { file.writers += 1 } else { opened += 1 }
    return nextDescriptor
  }

  // MARK: What a reader calls

  package func open(_ path: FilePath) throws(FileError) -> Int32 {
    before("open")
    return hold(try find(path.text, "open"), isWriter: false)
  }

  package func close(_ descriptor: Int32) {
    guard let (file, isWriter) = descriptors.removeValue(forKey: descriptor) else { return }
    file.descriptors -= 1
    if isWriter { file.writers -= 1 } else { opened -= 1 }
    dropped(file)
  }

  package func duplicate(_ descriptor: Int32) -> Int32? {
    descriptors[descriptor].map { hold($0.file, isWriter: false) }
  }

  package func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int {
    before("read")
    guard let file = file(of: descriptor), case .bytes(let bytes) = file.content else {
      throw FileError(call: "read", path: "", code: EBADF)
    }
    let start = Int(min(offset, Int64(bytes.count)))
    let count = min(buffer.count, bytes.count - start)
    unsafe bytes.withUnsafeBytes {
      unsafe buffer.copyMemory(from: .init(rebasing: $0[start..<start + count]))
    }
    return count
  }

  package func facts(of descriptor: Int32) throws(FileError) -> FileFacts {
    before("fstat")
    guard let file = file(of: descriptor) else {
      throw FileError(call: "stat", path: "", code: EBADF)
    }
    return facts(file)
  }

  package func facts(at path: FilePath) throws(FileError) -> FileFacts {
    before("stat")
    return facts(try find(path.text, "stat"))
  }

  private func facts(_ file: MemoryFile) -> FileFacts {
    var facts = FileFacts(
      identity: FileIdentity(device: 1, inode: file.inode, birth: file.birth), size: 0,
      modified: file.modified, changed: file.changed, links: file.links)
    if case .bytes(let bytes) = file.content {
      facts.size = Int64(bytes.count)
    } else {
      facts.kind = .directory
    }
    return facts
  }

  package func linkTarget(_ path: FilePath) -> FilePath? {
    guard case .link(let target) = place(path.text, followLast: false)?.file?.content else {
      return nil
    }
    return FilePath(target)
  }

  package func realPath(_ path: FilePath) -> FilePath? {
    guard let place = place(path.text, followLast: true), place.file != nil else { return nil }
    return FilePath(place.path)
  }

  package func names(in directory: FilePath) throws(FileError) -> [FilePath] {
    before("list")
    guard case .directory(let entries) = try find(directory.text, "list").content else {
      throw FileError(call: "list", path: directory, code: ENOTDIR)
    }
    return entries.keys.sorted().map { FilePath($0) }
  }

  package func entries(in directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    before("list")
    guard case .directory(let entries) = try find(directory.text, "list").content else {
      throw FileError(call: "list", path: directory, code: ENOTDIR)
    }
    return entries.sorted { $0.key < $1.key }.map { name, file in
      switch file.content {
      case .directory: DirectoryEntry(FilePath(name), .directory)
      case .link: DirectoryEntry(FilePath(name), .link)
      case .bytes: DirectoryEntry(FilePath(name), .other)
      }
    }
  }

  package func nextData(_ descriptor: Int32, from offset: Int64) -> Int64? {
    guard let bytes = file(of: descriptor)?.bytes else { return nil }
    guard let data = bytes.dropFirst(Int(offset)).firstIndex(where: { $0 != 0 }) else { return nil }
    return max(offset, Int64(data / 4096 * 4096))
  }

  package func hasWriter(_ descriptor: Int32) -> Bool? {
    file(of: descriptor).map { $0.writers > 0 }
  }
}
