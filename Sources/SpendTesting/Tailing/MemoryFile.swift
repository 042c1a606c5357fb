/// What a ``MemoryFileSystem`` holds under an inode.
final class MemoryFile {
  /// What kind of thing it is, with what is in it.
  enum Content {
    case bytes([UInt8])
    case directory([String: MemoryFile])
    case link(String)
  }

  let inode: UInt64
  /// Nanoseconds since 1970, as are the times below.
  let birth: Int64
  var modified: Int64
  var changed: Int64
  var content: Content
  var links: UInt32 = 1
  var descriptors = 0
  var writers = 0
  /// For a whole archive: what it was made of.
  var plain: [UInt8]?

  init(inode: UInt64, at time: Int64, _ content: Content) {
    self.inode = inode
    birth = time
    modified = time
    changed = time
    self.content = content
  }

  var bytes: [UInt8] {
    if case .bytes(let bytes) = content { bytes } else { [] }
  }

  /// Changes the bytes in place.
  func change(at time: Int64, _ body: (inout [UInt8]) -> Void) {
    guard case .bytes(var bytes) = content else { return }
    content = .bytes([])
    body(&bytes)
    content = .bytes(bytes)
    plain = nil
    modified = time
    changed = time
  }
}
