import Glibc

/// A directory for one benchmark, removed at its end.
final class Scratch {
  let path: String

  /// - Parameter parent: where there is room.
  init(in parent: String = "/tmp") throws {
    var template = Array("\(parent)/spendwatch-bench-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else {
      throw BenchFailure("\(parent): no directory to be had: \(String(cString: strerror(errno)))")
    }
    path = made
  }

  deinit { _ = try? ChildProcess.run(["/bin/rm", "-rf", path]) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}
