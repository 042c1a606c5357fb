/// A name in a directory, and what it names as far as the directory says.
package struct DirectoryEntry: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case directory
    case link
    case other
  }

  package var name: FilePath
  package var kind: Kind

  package init(_ name: FilePath, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }
}
