import Glibc

/// Files as bytes.
enum Bytes {
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw BenchFailure(unsafe "write: \(String(cString: strerror(errno)))")
      }
      rest = rest.dropFirst(count)
    }
  }

  static func write(_ text: String, to path: String) throws {
    let descriptor = try create(path)
    defer { close(descriptor) }
    try writeAll(Array(text.utf8), to: descriptor)
  }

  /// For appending; empties the file.
  static func create(_ path: String) throws -> Int32 {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw BenchFailure(unsafe "\(path): \(String(cString: strerror(errno)))")
    }
    return descriptor
  }

  /// The whole of a small file; empty when there is none.
  static func text(of path: String) -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    return String(decoding: all(of: descriptor), as: UTF8.self)
  }

  static func all(of descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }

  static func size(of path: String) -> Int {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}

/// Why a benchmark could not be made.
struct BenchFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
