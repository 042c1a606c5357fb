import SpendCore

/// Generations by what they begin with, where that decides whether a file can have anything to do
/// with them: nothing of them is consumed, and their files are open. One of both must begin with
/// all of the other then.
struct UnreadIndex {
  /// The others, ascending, and those of which the beginning is not known or too short.
  private var others: [UInt64] = []
  /// By every key of their beginnings, and by the last one.
  private var byKey: [PrefixHashes.Key: Set<UInt64>] = [:]
  private var byLastKey: [PrefixHashes.Key: Set<UInt64>] = [:]

  var isEmpty: Bool { byLastKey.isEmpty }

  mutating func insert(_ generation: KnownGeneration) {
    let number = generation.number
    guard let (keys, last) = Self.keys(of: generation) else {
      // Nearly always the youngest.
      return others.insert(number, at: others.firstIndex(notBefore: number, \.self))
    }
    for key in keys { byKey[key, default: []].insert(number) }
    byLastKey[last, default: []].insert(number)
  }

  /// - Parameter generation: as it was inserted.
  mutating func remove(_ generation: KnownGeneration) {
    let number = generation.number
    guard let (keys, last) = Self.keys(of: generation) else {
      return others.removeSorted(number)
    }
    for key in keys { byKey.remove(number, from: key) }
    byLastKey.remove(number, from: last)
  }

  private static func keys(
    of generation: KnownGeneration
  ) -> (all: [PrefixHashes.Key], last: PrefixHashes.Key)? {
    guard generation.offset == 0, generation.reader != nil, !generation.stored.isRemainder,
      let keys = generation.prefixes?.keys, let last = keys.last
    else { return nil }
    return (keys, last)
  }

  /// Those with which a file that begins so may have something in common; ascending.
  ///
  /// - Complexity: that of sorting them.
  func comparable(with prefixes: PrefixHashes) -> [UInt64] {
    guard let last = prefixes.keys.last else {
      return (others + byLastKey.values.flatMap(\.self)).sorted()
    }
    // Those that are as long or longer, and shorter ones.
    var found = byKey[last] ?? []
    for key in prefixes.keys { found.formUnion(byLastKey[key] ?? []) }
    return found.isEmpty ? others : (others + found).sorted()
  }
}

extension Dictionary where Value == Set<UInt64> {
  fileprivate mutating func remove(_ number: UInt64, from key: Key) {
    self[key]?.remove(number)
    if self[key]?.isEmpty == true { self[key] = nil }
  }
}

extension [UInt64] {
  /// Of an ascending list.
  mutating func removeSorted(_ number: UInt64) {
    let index = firstIndex(notBefore: number, \.self)
    if index < count, self[index] == number { remove(at: index) }
  }
}
