/// Which file it is, as long as it is on the same file system: inode and time of birth. An inode
/// alone says little, ext4 gives it to the next file at once. The device number is compared only
/// where there is no time of birth, because it changes over remounts.
package struct FileIdentity: Sendable {
  package var device: UInt64
  package var inode: UInt64
  /// Nanoseconds since 1970; 0 where the file system does not know.
  package var birth: Int64

  package init(device: UInt64, inode: UInt64, birth: Int64) {
    self.device = device
    self.inode = inode
    self.birth = birth
  }
}

extension FileIdentity: Hashable {
  package static func == (a: FileIdentity, b: FileIdentity) -> Bool {
    a.inode == b.inode && a.birth == b.birth && (a.birth != 0 || a.device == b.device)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(inode)
    hasher.combine(birth)
  }
}
