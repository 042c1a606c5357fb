import Glibc

/// A directory for one test, removed with everything in it afterwards.
func withTemporaryDirectory<T>(_ body: (String) throws -> T) throws -> T {
  var template = Array("/tmp/spendwatch-test-XXXXXX".utf8CString)
  guard let made = mkdtemp(&template) else { throw TestFailure(call: "mkdtemp", code: errno) }
  let path = String(cString: made)
  defer { removeAll(path) }
  return try body(path)
}

struct TestFailure: Error {
  var call: String
  var code: Int32
}

private func removeAll(_ path: String) {
  guard unlink(path) != 0, rmdir(path) != 0 else { return }
  for entry in entries(of: path) { removeAll(entry) }
  rmdir(path)
}

private func entries(of directory: String) -> [String] {
  guard let stream = opendir(directory) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(directory + "/" + name) }
  }
  return names
}
