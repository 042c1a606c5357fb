/// `invoice.json` in the state directory: the last bill that matched. Written by a command, perhaps
/// by root, beside the daemon that has the database; so it is no record, and everybody who may look
/// into the directory may read it.
package enum InvoiceFile {
  private static func path(_ directory: String) -> String {
    StatePaths(directory: directory).path("invoice.json")
  }

  /// Nil when there is none that can be read; at most 4 KiB of it.
  package static func read(directory: String) -> [UInt8]? {
    (try? FileCalls.head(of: path(directory), count: 4096)) ?? nil
  }

  /// Replaces it as a whole.
  /// - Throws: ``StateError`` when the directory is not ours to write into.
  package static func write(_ text: String, directory: String) throws(StateError) {
    let path = path(directory)
    try FileCalls.remove(path + ".new")
    try FileCalls.write(text + "\n", to: path + ".new")
    try FileCalls.allowReading(path + ".new")
    try FileCalls.rename(path + ".new", to: path)
  }
}
