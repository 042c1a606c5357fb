import Glibc
import SpendCore

/// A file that can be read at any time, whether or not it has a descriptor just now: those are
/// lent by an ``OpenFileCache``, which takes them back where others need them more.
///
/// A file that rests is opened again at its path, and only if it is the same by device, inode and
/// birth: otherwise ``FileError/displaced(_:)`` says that it was renamed or deleted meanwhile.
/// That says little about its content, for an inode is used again: whoever goes on where he was
/// has to look at the bytes before.
final class CachedFile {
  /// Where it was last found.
  private(set) var path: FilePath
  let identity: FileIdentity
  /// Never that of another file, whatever becomes of its descriptor.
  let serial: UInt64
  private let cache: OpenFileCache
  /// nil while it rests.
  fileprivate(set) var descriptor: Int32?
  fileprivate(set) var lastUse: UInt64 = 0

  fileprivate init(
    _ path: FilePath, _ descriptor: Int32, _ identity: FileIdentity, serial: UInt64,
    in cache: OpenFileCache
  ) {
    self.path = path
    self.descriptor = descriptor
    self.identity = identity
    self.serial = serial
    self.cache = cache
  }

  deinit { rest() }

  var fileSystem: any FileSystem { cache.fileSystem }
  var isResting: Bool { descriptor == nil }

  /// It is found at another path now.
  func relocate(to path: FilePath) { self.path = path }

  /// Gives its descriptor back; it is opened again when it is read.
  func rest() { cache.takeBack(self) }

  /// - Precondition: the descriptor is not kept for later.
  func withDescriptor<T>(
    _ body: (Int32) throws(FileError) -> T
  ) throws(FileError) -> T {
    try body(try cache.lend(to: self))
  }

  /// What it is now. Opens nothing.
  func facts() throws(FileError) -> FileFacts {
    if let descriptor { return try fileSystem.facts(of: descriptor) }
    let facts: FileFacts
    do throws(FileError) {
      facts = try fileSystem.facts(at: path)
    } catch {
      if error.isMissing { throw .displaced(path) }
      throw error
    }
    guard facts.identity == identity, facts.isRegular else { throw .displaced(path) }
    return facts
  }

  /// Whether its path leads to it, so that it can be opened again.
  fileprivate var isAtPath: Bool {
    guard let facts = try? fileSystem.facts(at: path) else { return false }
    return facts.identity == identity
  }
}

/// The descriptors of files, no more than there may be: those that were not used for longest are
/// taken back first. One whose file has no name any more, or another than it is known by, is not:
/// what is still written to it could not be read any more.
final class OpenFileCache {
  let fileSystem: any FileSystem
  /// The most descriptors that files may have at a time.
  let limit: Int
  /// Files that were opened, those first that were used longest ago by then.
  private var queue: [Entry] = []
  private var head = 0
  private(set) var openCount = 0
  private var uses: UInt64 = 0

  private struct Entry {
    weak var file: CachedFile?
    var lastUse: UInt64
  }

  /// Of all that cannot be taken back, so many are asked for one descriptor.
  private static let attempts = 32

  init(fileSystem: any FileSystem, limit: Int) {
    self.fileSystem = fileSystem
    self.limit = max(4, limit)
  }

  /// Some are kept for what is opened only for a look: with all others held by files without a
  /// name, reading goes on by turns.
  private var kept: Int { limit - max(2, limit / 8) }

  /// Opens a file. Throws `EMFILE` where there is no descriptor to be had.
  func open(_ path: FilePath) throws(FileError) -> (file: CachedFile, facts: FileFacts) {
    let descriptor = try descriptor(for: path)
    let facts: FileFacts
    do throws(FileError) {
      facts = try fileSystem.facts(of: descriptor)
    } catch {
      fileSystem.close(descriptor)
      throw error
    }
    uses += 1
    let file = CachedFile(path, descriptor, facts.identity, serial: uses, in: self)
    enter(file)
    return (file, facts)
  }

  fileprivate func lend(to file: CachedFile) throws(FileError) -> Int32 {
    uses += 1
    if let descriptor = file.descriptor {
      file.lastUse = uses
      return descriptor
    }
    let descriptor: Int32
    do throws(FileError) {
      descriptor = try self.descriptor(for: file.path)
    } catch {
      if error.isMissing { throw .displaced(file.path) }
      throw error
    }
    do throws(FileError) {
      let facts = try fileSystem.facts(of: descriptor)
      guard facts.identity == file.identity, facts.isRegular else { throw .displaced(file.path) }
    } catch {
      fileSystem.close(descriptor)
      throw error
    }
    file.descriptor = descriptor
    enter(file)
    return descriptor
  }

  fileprivate func takeBack(_ file: CachedFile) {
    guard let descriptor = file.descriptor else { return }
    file.descriptor = nil
    openCount -= 1
    fileSystem.close(descriptor)
  }

  private func enter(_ file: CachedFile) {
    openCount += 1
    file.lastUse = uses
    // Entries of files that were closed go here, where no pressure takes them away.
    if queue.count - head > 2 * openCount + 64 {
      queue = queue[head...].filter { $0.file?.isResting == false }
      head = 0
    }
    queue.append(Entry(file: file, lastUse: uses))
  }

  private func descriptor(for path: FilePath) throws(FileError) -> Int32 {
    while openCount >= kept, takeOneBack() {}
    guard openCount < limit else { throw FileError(call: "open", path: path, code: EMFILE) }
    do throws(FileError) {
      return try fileSystem.open(path)
    } catch {
      // Others in the process, or on the machine, have them.
      guard error.isShortage, takeOneBack() else { throw error }
      return try fileSystem.open(path)
    }
  }

  /// Takes the descriptor of the file back that was not used for longest, of those that can be
  /// opened again.
  private func takeOneBack() -> Bool {
    var attempts = Self.attempts
    while attempts > 0, head < queue.count {
      let entry = queue[head]
      head += 1
      if head > 1024, head * 2 > queue.count {
        queue.removeFirst(head)
        head = 0
      }
      guard let file = entry.file, !file.isResting else { continue }
      if entry.lastUse == file.lastUse {
        if file.isAtPath {
          file.rest()
          return true
        }
        attempts -= 1
      }
      queue.append(Entry(file: file, lastUse: file.lastUse))
    }
    return false
  }
}
