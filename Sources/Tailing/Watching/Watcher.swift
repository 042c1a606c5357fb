import Glibc
package import SpendCore

/// inotify as a hint: when to look, never what to believe. Whatever goes wrong here (no watches
/// left, an overflow, a file system that tells nothing) only makes reading later, because the
/// ``Tailer`` looks by itself every few seconds.
///
/// A file is watched itself, wherever it is moved to; through its descriptor where it has one.
package struct Watcher: ~Copyable {
  /// Readable when there is something to drain; for `poll`.
  package let descriptor: Int32
  private var files: [UInt64: (watch: Int32, serial: UInt64)] = [:]
  private var directories: [FilePath: Int32] = [:]
  private var empty: [FilePath: Int32] = [:]
  private var fileOfWatch: [Int32: UInt64] = [:]
  private var directoryOfWatch: [Int32: FilePath] = [:]
  private var emptyOfWatch: [Int32: FilePath] = [:]
  /// Where the file was of which the next event says where it is, and the number that both have.
  private var leaving: (cookie: UInt32, path: FilePath)?
  /// A watch that could not be placed; nil when all are. One for which there was no room says most.
  package private(set) var problem: FileError?
  private let place: Place

  /// There are no more watches to be had: one for each file that is read was too many. Directories
  /// come first, for they tell of many files.
  private var isFull: Bool { problem?.code == ENOSPC }

  private static let fileMask = UInt32(
    IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF)
  private static let directoryMask = UInt32(
    IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_ATTRIB | IN_MOVE_SELF
      | IN_DELETE_SELF | IN_ONLYDIR)

  /// inotify_add_watch(2): a watch, or the errno as a negative number.
  package typealias Place = @Sendable (_ inotify: Int32, _ path: FilePath, _ mask: UInt32) -> Int32

  package static func place(_ inotify: Int32, _ path: FilePath, _ mask: UInt32) -> Int32 {
    let watch = unsafe path.withCString { unsafe inotify_add_watch(inotify, $0, mask) }
    return watch < 0 ? -errno : watch
  }

  /// - Parameter place: what places a watch; for tests.
  package init(
    place: @escaping Place = { Watcher.place($0, $1, $2) }
  ) throws(FileError) {
    self.place = place
    descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
    guard descriptor >= 0 else {
      throw FileError(call: "inotify_init", path: "", code: errno)
    }
  }

  deinit { _ = close(descriptor) }

  /// Brings the watches in step. Returns where some were added: what happened there just before was
  /// not seen, and the caller has to look once more.
  package mutating func sync(_ targets: WatchTargets) -> WatchHint {
    problem = nil
    var added = WatchHint()
    for (number, file) in files where targets.files[number]?.serial != file.serial {
      remove(file.watch)
      files[number] = nil
    }
    for (path, watch) in empty where !targets.empty.contains(path) {
      // A file that is read by now may have the same watch, for it is the same inode.
      if fileOfWatch[watch] == nil { remove(watch) }
      emptyOfWatch[watch] = nil
      empty[path] = nil
    }
    for (path, watch) in directories where !targets.directories.contains(path) {
      remove(watch)
      directories[path] = nil
    }
    for path in targets.directories where directories[path] == nil {
      guard let watch = add(path, Self.directoryMask) else {
        if isFull { break }
        continue
      }
      directories[path] = watch
      directoryOfWatch[watch] = path
      added.paths.insert(path)
      added.directories.insert(path)
    }
    for path in targets.empty where empty[path] == nil {
      guard let watch = add(path, Self.fileMask) else { continue }
      empty[path] = watch
      emptyOfWatch[watch] = path
      added.paths.insert(path)
    }
    for (number, target) in targets.files where files[number] == nil {
      guard let watch = add(target.path, Self.fileMask) else {
        if isFull { break }
        continue
      }
      files[number] = (watch, target.serial)
      fileOfWatch[watch] = number
      added.generations.insert(number)
    }
    return added
  }

  /// Everything that was reported since the last call.
  package mutating func drain() -> WatchHint {
    var hint = WatchHint()
    unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
      while let base = buffer.baseAddress {
        let count = unsafe read(descriptor, base, buffer.count)
        guard count > 0 else { return }
        unsafe add(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: &hint)
      }
    }
    return hint
  }

  private mutating func add(_ events: UnsafeRawBufferPointer, into hint: inout WatchHint) {
    let header = MemoryLayout<inotify_event>.size
    var start = 0
    while start + header <= events.count {
      let event = unsafe events.loadUnaligned(fromByteOffset: start, as: inotify_event.self)
      let nameStart = start + header
      let nameBytes = unsafe events[nameStart..<min(nameStart + Int(event.len), events.count)]
      let name = unsafe FilePath(bytes: nameBytes.prefix { $0 != 0 })
      add(event, name, into: &hint)
      start = nameStart + Int(event.len)
    }
  }

  private mutating func add(_ event: inotify_event, _ name: FilePath, into hint: inout WatchHint) {
    func has(_ mask: Int) -> Bool { event.mask & UInt32(truncatingIfNeeded: mask) != 0 }
    if has(Int(IN_Q_OVERFLOW)) { hint.isOverflow = true }
    if let number = fileOfWatch[event.wd] {
      hint.generations.insert(number)
      if has(Int(IN_CLOSE_WRITE)) { hint.closed.insert(number) }
      if has(Int(IN_IGNORED)) {
        fileOfWatch[event.wd] = nil
        files[number] = nil
      }
    } else if let path = emptyOfWatch[event.wd] {
      hint.paths.insert(path)
      if has(Int(IN_IGNORED)) {
        emptyOfWatch[event.wd] = nil
        empty[path] = nil
      }
    } else if let directory = directoryOfWatch[event.wd] {
      let path = name.isEmpty ? directory : directory.appending(name)
      hint.paths.insert(path)
      if has(Int(IN_ISDIR)) { hint.directories.insert(path) }
      noteMove(event, path, into: &hint)
      // It is elsewhere or gone: whatever is at its path now has to be watched anew.
      if has(Int(IN_IGNORED)) || has(Int(IN_MOVE_SELF)) || has(Int(IN_DELETE_SELF)) {
        if !has(Int(IN_IGNORED)) { inotify_rm_watch(descriptor, event.wd) }
        directoryOfWatch[event.wd] = nil
        directories[directory] = nil
      }
    }
  }

  /// Both halves of a rename come one after the other, if both directories are watched
  /// (inotify(7)).
  private mutating func noteMove(
    _ event: inotify_event, _ path: FilePath, into hint: inout WatchHint
  ) {
    if event.mask & UInt32(IN_MOVED_FROM) != 0 {
      leaving = (event.cookie, path)
    } else if event.mask & UInt32(IN_MOVED_TO) != 0, let from = leaving,
      from.cookie == event.cookie
    {
      hint.moves.append(.init(from: from.path, to: path))
      leaving = nil
    }
  }

  private mutating func add(_ path: FilePath, _ mask: UInt32) -> Int32? {
    let watch = place(descriptor, path, mask)
    guard watch >= 0 else {
      let error = FileError(call: "inotify_add_watch", path: path, code: -watch)
      if !error.isMissing, !isFull { problem = error }
      return nil
    }
    return watch
  }

  private mutating func remove(_ watch: Int32) {
    inotify_rm_watch(descriptor, watch)
    fileOfWatch[watch] = nil
    directoryOfWatch[watch] = nil
  }
}
