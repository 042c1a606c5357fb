/// The first bytes of a file: what to look for among many at once.
struct FileBeginning: Hashable {
  var length: Int
  /// As ``ContentHead`` has them: those after a page of NULs.
  var isHead: Bool
  var hash: UInt64
}

/// Finds what begins as a file does, whatever number of others there are: the file is read once,
/// and hashed once for each length that they have.
struct BeginningIndex<Element> {
  private struct Shape: Hashable {
    var length: Int
    var isHead: Bool
  }

  private var elements: [FileBeginning: [Element]] = [:]
  private var shapes: Set<Shape> = []

  init(_ all: [Element], _ beginning: (Element) -> FileBeginning?) {
    for element in all {
      guard let beginning = beginning(element) else { continue }
      elements[beginning, default: []].append(element)
      shapes.insert(Shape(length: beginning.length, isHead: beginning.isHead))
    }
  }

  /// Those that begin so.
  ///
  /// - Complexity: O(distinct lengths).
  func matches(of reader: any ContentReader) throws(FileError) -> [Element] {
    let front = try reader.bytes(ChunkLayout.small, at: 0)
    var found: [Element] = []
    for shape in shapes {
      let hash: UInt64
      if shape.isHead {
        let head = try reader.head(atMost: shape.length)
        guard head.length == shape.length else { continue }
        hash = head.hash
      } else {
        guard shape.length <= front.count else { continue }
        hash = unsafe front.withUnsafeBytes {
          unsafe ContentHash.of(.init(rebasing: $0[..<shape.length]))
        }
      }
      let key = FileBeginning(length: shape.length, isHead: shape.isHead, hash: hash)
      found += elements[key] ?? []
    }
    return found
  }
}
