/// Numbers of windows by rule and group, for ``WindowTable``.
///
/// Open addressing with linear probing, at most half full. A place has the number of a window and
/// half of the hash of what it is of; the group itself stands in the window alone, and is only
/// looked at where the hashes agree.
struct WindowIndex: ~Copyable {
  private(set) var count = 0
  let seed: UInt64
  /// Number + 1 of a window below the hash; 0 is free.
  private var places = [UInt64](repeating: 0, count: 64)

  var byteCount: Int { places.count * 8 }

  init(seed: UInt64) { self.seed = seed }

  func hash(_ rule: Int, _ group: [UInt32]) -> UInt32 {
    let hash = group.reduce(SWAR.fold(seed ^ UInt64(rule), 0xE703_7ED1_A0B4_28DB)) {
      SWAR.fold($0 ^ UInt64($1), 0xE703_7ED1_A0B4_28DB)
    }
    return UInt32(truncatingIfNeeded: hash >> 16)
  }

  /// - Parameter isWanted: whether a window of the same hash is the one.
  func find(_ hash: UInt32, _ isWanted: (Int) -> Bool) -> Int? {
    var place = self.place(hash)
    while places[place] != 0 {
      if Self.hash(places[place]) == hash, isWanted(Self.number(places[place])) {
        return Self.number(places[place])
      }
      place = next(place)
    }
    return nil
  }

  /// Adds a window that is not there.
  mutating func add(_ number: Int, _ hash: UInt32) {
    count += 1
    if 2 * count > places.count { grow() }
    enter(UInt64(hash) << 32 | UInt64(number + 1))
  }

  /// Removes a window that is there. What stands after it moves up, so that it is found without
  /// it.
  mutating func remove(_ number: Int, _ hash: UInt32) {
    var free = place(hash)
    while places[free] != UInt64(hash) << 32 | UInt64(number + 1) {
      guard places[free] != 0 else { return }
      free = next(free)
    }
    count -= 1
    var place = next(free)
    while places[place] != 0 {
      let first = self.place(Self.hash(places[place]))
      // How far it is from its first place to where it stands, and to the one that is free.
      let mask = places.count - 1
      if (place - first) & mask >= (place - free) & mask {
        places[free] = places[place]
        free = place
      }
      place = next(place)
    }
    places[free] = 0
  }

  private static func hash(_ place: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: place >> 32) }

  private static func number(_ place: UInt64) -> Int {
    Int(UInt32(truncatingIfNeeded: place)) - 1
  }

  private func place(_ hash: UInt32) -> Int { Int(hash) & (places.count - 1) }

  private func next(_ place: Int) -> Int { (place + 1) & (places.count - 1) }

  private mutating func enter(_ entry: UInt64) {
    var place = self.place(Self.hash(entry))
    while places[place] != 0 { place = next(place) }
    places[place] = entry
  }

  private mutating func grow() {
    let old = places
    places = [UInt64](repeating: 0, count: 2 * old.count)
    for entry in old where entry != 0 { enter(entry) }
  }
}
