package import Tailing

/// What applications and their rotation do.
extension MemoryFileSystem {
  package func exists(_ path: String) -> Bool { place(path, followLast: true)?.file != nil }

  package func bytes(of path: String) -> [UInt8] {
    place(path, followLast: true)?.file?.bytes ?? []
  }

  package func inode(of path: String) -> UInt64? { place(path, followLast: true)?.file?.inode }

  /// Whether an open file still has a name.
  package func hasName(_ descriptor: Int32) -> Bool { (file(of: descriptor)?.links ?? 0) > 0 }

  package func size(of descriptor: Int32) -> Int { file(of: descriptor)?.bytes.count ?? 0 }

  /// Opens for writing, and creates what is not there. -1 without the directory.
  package func writer(_ path: String) -> Int32 {
    guard let place = place(path, followLast: true) else { return -1 }
    return hold(place.file ?? add(.bytes([]), at: place), isWriter: true)
  }

  /// Appends, or writes from a place on, after a hole if need be.
  package func write(_ descriptor: Int32, _ bytes: [UInt8], at offset: Int? = nil) {
    file(of: descriptor)?.change(at: time) { content in
      guard let offset, offset != content.count else { return content.append(contentsOf: bytes) }
      let missing = offset + bytes.count - content.count
      if missing > 0 { content += [UInt8](repeating: 0, count: missing) }
      content.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
  }

  package func truncate(_ path: String, to size: Int = 0) {
    place(path, followLast: true)?.file?.change(at: time) { content in
      if size == 0 { content = [] } else { content.removeLast(max(0, content.count - size)) }
    }
  }

  package func rename(_ from: String, _ to: String) {
    guard let old = place(from, followLast: false), let file = old.file,
      let new = place(to, followLast: false), new.file !== file
    else { return }
    remove(at: new)
    change(old.directory) { $0[old.name] = nil }
    change(new.directory) { $0[new.name] = file }
    file.changed = time
  }

  package func unlink(_ path: String) {
    if let place = place(path, followLast: false) { remove(at: place) }
  }

  package func makeDirectory(_ path: String) {
    guard let place = place(path, followLast: true), place.file == nil else { return }
    _ = add(.directory([:]), at: place)
  }

  /// A link that is put in the place of another at once, as `ln -s` and `mv -T` do.
  package func link(_ target: String, at path: String) {
    guard let place = place(path, followLast: false) else { return }
    remove(at: place)
    _ = add(.link(target), at: place)
  }

  /// A new file with these bytes; what was at the path is removed first.
  package func create(_ path: String, _ bytes: [UInt8], plain: [UInt8]? = nil) {
    guard let place = place(path, followLast: false) else { return }
    remove(at: place)
    add(.bytes(bytes), at: place).plain = plain
  }

  /// Compresses as logrotate does: an archive with the times of the original, of which the last
  /// `cut` bytes are not there yet. The original stays.
  package func compress(
    _ from: String, _ to: String, _ format: ArchiveFormat = .gzip, cut: Int = 0
  ) {
    guard let original = place(from, followLast: true)?.file,
      let place = place(to, followLast: false)
    else { return }
    let archive =
      format == .gzip
      ? StoredGzip.archive(of: original.bytes) : TestArchive.make(original.bytes, format)
    let file = place.file ?? add(.bytes([]), at: place)
    file.change(at: time) { $0 = archive.dropLast(cut) }
    file.plain = cut == 0 ? original.bytes : nil
    file.modified = original.modified
  }

  /// Turns one byte of a file over.
  package func damage(_ path: String, at offset: Int) {
    place(path, followLast: true)?.file?.change(at: time) { content in
      if offset < content.count { content[offset] ^= 0xFF }
    }
  }

  /// What can be read of a file: decompressed, if it is a whole archive; nothing of another one.
  package func content(of path: String) -> [UInt8] {
    guard let file = place(path, followLast: true)?.file else { return [] }
    let isArchive = ArchiveFormat.allCases.contains { path.hasSuffix($0.ending) }
    return file.plain ?? (isArchive ? [] : file.bytes)
  }

  private func add(_ content: MemoryFile.Content, at place: Place) -> MemoryFile {
    let file = make(content)
    change(place.directory) { $0[place.name] = file }
    return file
  }

  private func remove(at place: Place) {
    guard let file = place.file else { return }
    change(place.directory) { $0[place.name] = nil }
    file.links -= 1
    file.changed = time
    dropped(file)
  }

  private func change(_ directory: MemoryFile, _ body: (inout [String: MemoryFile]) -> Void) {
    guard case .directory(var entries) = directory.content else { return }
    body(&entries)
    directory.content = .directory(entries)
  }
}
