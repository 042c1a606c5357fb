package import SpendCore

/// The calls that tailing makes: reading only. A seam for faults in tests; the daemon has
/// ``LinuxFileSystem``. Every call may block on the disk and none retries.
package protocol FileSystem {
  /// Opens for reading; never waits for the other end of a pipe.
  func open(_ path: FilePath) throws(FileError) -> Int32
  func close(_ descriptor: Int32)
  /// Another descriptor of the same open file, for another thread; nil when
  /// there is none to be had.
  func duplicate(_ descriptor: Int32) -> Int32?
  /// Up to the size of the buffer from an offset; fewer only at the end of the file.
  func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int
  func facts(of descriptor: Int32) throws(FileError) -> FileFacts
  /// Facts of what the path leads to, through symbolic links.
  func facts(at path: FilePath) throws(FileError) -> FileFacts
  /// What a symbolic link says; nil for anything else.
  func linkTarget(_ path: FilePath) -> FilePath?
  /// The path without symbolic links anywhere in it; nil if it leads nowhere.
  func realPath(_ path: FilePath) -> FilePath?
  /// Names in a directory, without `.` and `..`, in no order.
  func names(in directory: FilePath) throws(FileError) -> [FilePath]
  /// The same, each with what it names.
  func entries(in directory: FilePath) throws(FileError) -> [DirectoryEntry]
  /// Offset of the next byte that is not in a hole, nil if only a hole follows;
  /// the offset itself where that cannot be known.
  func nextData(_ descriptor: Int32, from offset: Int64) -> Int64?
  /// Whether somebody has the file open for writing; nil if that cannot be known.
  func hasWriter(_ descriptor: Int32) -> Bool?
}

extension FileSystem {
  package func entries(in directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    try names(in: directory).map { name in
      let path = directory.appending(name)
      if linkTarget(path) != nil { return DirectoryEntry(name, .link) }
      let isDirectory = (try? facts(at: path))?.kind == .directory
      return DirectoryEntry(name, isDirectory ? .directory : .other)
    }
  }
}
