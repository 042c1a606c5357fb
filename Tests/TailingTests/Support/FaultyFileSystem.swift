import SpendCore
import Tailing

/// The real file system with faults, and with things that happen just before a call.
final class FaultyFileSystem: FileSystem {
  private let real = LinuxFileSystem()
  /// The errno that a call fails with, by the name of the call and the path (empty: descriptor).
  var fault: (String, String) -> Int32? = { _, _ in nil }
  var before: (String) -> Void = { _ in }
  var writer: Bool?? = .none
  /// Reads stop at this offset, as if nothing came after it.
  var readableEnd = Int.max
  private(set) var opened = 0 {
    didSet { mostOpened = max(mostOpened, opened) }
  }
  private(set) var mostOpened = 0
  private(set) var bytesRead = 0
  /// The time of a write as the world of the test has it.
  var clock: (Int64) -> Int64 = { $0 }

  private func check(_ call: String, _ path: FilePath = "") throws(FileError) {
    before(call)
    if let code = fault(call, path.text) { throw FileError(call: call, path: path, code: code) }
  }

  func open(_ path: FilePath) throws(FileError) -> Int32 {
    try check("open", path)
    let descriptor = try real.open(path)
    opened += 1
    return descriptor
  }

  func close(_ descriptor: Int32) {
    opened -= 1
    real.close(descriptor)
  }

  func duplicate(_ descriptor: Int32) -> Int32? {
    let copy = real.duplicate(descriptor)
    if copy != nil { opened += 1 }
    return copy
  }

  func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int {
    try check("read")
    let count = max(0, min(buffer.count, readableEnd - Int(offset)))
    let got = try real.read(
      descriptor, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), at: offset)
    bytesRead += got
    return got
  }

  func facts(of descriptor: Int32) throws(FileError) -> FileFacts {
    try check("fstat")
    return shifted(try real.facts(of: descriptor))
  }

  func facts(at path: FilePath) throws(FileError) -> FileFacts {
    try check("stat", path)
    return shifted(try real.facts(at: path))
  }

  private func shifted(_ facts: FileFacts) -> FileFacts {
    var facts = facts
    facts.modified = clock(facts.modified)
    return facts
  }

  func linkTarget(_ path: FilePath) -> FilePath? { real.linkTarget(path) }
  func realPath(_ path: FilePath) -> FilePath? { real.realPath(path) }

  func names(in directory: FilePath) throws(FileError) -> [FilePath] {
    try check("list", directory)
    return try real.names(in: directory)
  }

  func entries(in directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    try check("list", directory)
    return try real.entries(in: directory)
  }

  func nextData(_ descriptor: Int32, from offset: Int64) -> Int64? {
    real.nextData(descriptor, from: offset)
  }

  func hasWriter(_ descriptor: Int32) -> Bool? { writer ?? real.hasWriter(descriptor) }
}
