package import SpendCore

/// A price file by itself, as `pricing.files` reads it.
package enum PriceFile {
  /// Blocks.
  ///
  /// - Returns: no table for a file that cannot be read; and what is wrong, a line each.
  package static func read(_ path: String) -> (table: PriceTable?, problems: [String]) {
    let host = HostAccess.system(environment: [:])
    var reader = Reader(
      host: host, directory: host.currentDirectory, isWorldReadable: false)
    let node = YAMLNode(.scalar(path, isPlain: false), line: 0, column: 0)
    let table = reader.priceFile(Field(key: node, value: node, path: ""))
    return (table, reader.problems.map(\.message))
  }

  /// A table in the form of `pricing.models`, a line a name.
  ///
  /// - Returns: `leftOut`, how many models and names that form cannot say: what is known by a
  ///   pattern of names, has no price of input, or a name that is no text of one line.
  package static func lines(_ table: PriceTable) -> (lines: [String], leftOut: Int) {
    let host = HostAccess.system(environment: [:])
    let names = table.names
    let lines = names.compactMap { name, model in
      let rows = table.rows(model).map(\.yaml)
      let value = rows.count == 1 ? rows[0] : "[" + rows.joined(separator: ", ") + "]"
      let line = "\(FirstConfiguration.quoted(name)): \(value)"
      // A line that is refused would take all others with it.
      var reader = Reader(host: host, directory: "/", isWorldReadable: false)
      let root = try? YAMLReader.read(Array(line.utf8), .prices)
      guard let root else { return nil as String? }
      let read = reader.priceTable(Field(key: root, value: root, path: ""), name: "")
      return reader.problems.isEmpty && read.rowCount == rows.count ? line : nil
    }
    let patterns = table.modelCount - Set(names.map(\.model)).count
    return (lines, names.count - lines.count + patterns)
  }
}
