/// How content is divided for hashing: 4 KiB up to 64 MiB, 64 KiB beyond, which costs 128 KiB of
/// hashes for the first 64 MiB and 128 KiB a GiB after that.
enum ChunkLayout {
  static let small = 4096
  static let large = 65536
  static let smallCount = 16384
  static let border = Int64(small * smallCount)
  static let anchor = 4096

  /// The number of the chunk that holds the byte at an offset.
  static func index(at offset: Int64) -> Int {
    offset < border
      ? Int(offset) / small : smallCount + Int((offset - border) / Int64(large))
  }

  static func start(of index: Int) -> Int64 {
    index < smallCount
      ? Int64(index * small) : border + Int64(index - smallCount) * Int64(large)
  }

  static func length(of index: Int) -> Int { index < smallCount ? small : large }
}
