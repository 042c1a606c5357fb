import Foundation

/// Reads JSON with the machine's own parser, as an oracle for what we write.
enum JSONFixture {
  static func object(_ bytes: [UInt8]) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
  }

  static func array(_ bytes: [UInt8]) throws -> [[String: Any]] {
    try JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]] ?? []
  }

  /// Every text anywhere in a value, with the path to it.
  static func texts(_ value: Any, path: String = "") -> [(path: String, text: String)] {
    switch value {
    case let text as String: [(path, text)]
    case let list as [Any]: list.flatMap { texts($0, path: path + "[]") }
    case let object as [String: Any]:
      object.sorted { $0.key < $1.key }.flatMap { texts($0.value, path: "\(path).\($0.key)") }
    default: []
    }
  }
}
