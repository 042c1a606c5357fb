import FoundationEssentials

/// PEM files in a directory of their own, removed with it.
final class CertificateFiles: Sendable {
  private let directory = FileManager.default.temporaryDirectory
    .appending(path: "delivery-\(UInt64.random(in: .min ... .max))")

  init() {
    try? FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func path(_ name: String, _ text: String) -> String {
    let url = directory.appending(path: name)
    try? Data(text.utf8).write(to: url)
    return url.path(percentEncoded: false)
  }
}
