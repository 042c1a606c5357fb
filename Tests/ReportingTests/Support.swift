import Glibc
import Reporting
import SpendCore

/// A directory of one test.
final class TemporaryDirectory {
  let path: String

  init() {
    var template = Array("/tmp/reporting-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
    }
  }

  deinit {
    guard path != "/tmp" else { return }
    let names = (try? LinuxNames.list(path)) ?? []
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// Writes a file and returns its path.
  func file(_ name: String, _ bytes: [UInt8]) -> String {
    let place = "\(path)/\(name)"
    let descriptor = open(place, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    close(descriptor)
    return place
  }

  func file(_ name: String, _ text: String) -> String { file(name, Array(text.utf8)) }
}

enum LinuxNames {
  static func list(_ directory: String) throws -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { tuple in
          tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.filter { $0 != "." && $0 != ".." }
  }
}

enum Reports {
  static let now = Timestamp(seconds: 1_780_000_000)

  static func request(
    _ query: ReportQuery = ReportQuery(), maxLineBytes: Int = 1 << 20, threads: Int = 1
  ) -> ReportRequest {
    ReportRequest(
      query: query,
      settings: SourceSettings(
        origin: .file(pattern: "", rotated: []), maxLineBytes: maxLineBytes),
      now: now, threads: threads)
  }

  static func table(_ files: [String], _ request: ReportRequest) throws -> ReportTable {
    ReportTable(
      try FileReport.part(files: files.map { FilePath($0) }, request), query: request.query)
  }

  /// An event of one dollar.
  static func line(_ feature: String, cost: String = "1") -> String {
    #"{"timestamp":"2026-05-01T12:00:00Z","feature_name":"\#(feature)","cost_usd":\#(cost)}"#
  }
}
