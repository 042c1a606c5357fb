import Glibc

/// A directory for one benchmark, removed at its end.
final class Scratch {
  let path: String

  /// - Parameter parent: where there is room.
  init(in parent: String = "/tmp") throws {
    var template = Array("\(parent)/spendwatch-bench-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }.map { unsafe String(cString: $0) }
    }
    guard let made else {
      throw BenchFailure(
        unsafe "\(parent): no directory to be had: \(String(cString: strerror(errno)))")
    }
    path = made
  }

  deinit { _ = try? ChildProcess.run(["/bin/rm", "-rf", path]) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}
