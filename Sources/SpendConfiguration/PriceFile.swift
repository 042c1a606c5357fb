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
}
