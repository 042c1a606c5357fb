/// What tells a call apart from all others (Semantics, Duplicates): a digest of the kind of
/// id and of the id, which may have several parts. 112 bits, so that no two of a few million
/// are ever taken for one another by accident; whoever can write ids can repeat one anyway,
/// so nothing is keyed.
///
/// The state keeps it: the digest never changes.
package struct EventID: Hashable, Sendable {
  private(set) var low: UInt64
  /// 48 bits; the highest bit of the word says that the call ``grows``.
  private var word: UInt64

  /// Of an event without an id.
  package static let none = EventID(low: 0, word: 0)

  var high: UInt64 { word & EventID.highMask }
  /// The call is logged several times while it grows: what is new of its tokens counts too, not
  /// only of its cost.
  package var grows: Bool { word & EventID.growing != 0 }

  static let highMask: UInt64 = 1 << 48 - 1
  private static let growing: UInt64 = 1 << 63

  private init(low: UInt64, word: UInt64) {
    (self.low, self.word) = (low, word)
  }

  /// Makes the digest of some texts, one after the other: of the kind first, then of the parts.
  package struct Digest {
    private var low: UInt64 = 0x2D35_8DCC_AA6C_78A5
    private var high: UInt64 = 0x8BB8_4B93_962E_ACC9

    package init() {}

    /// - Complexity: O(bytes).
    package mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
      // Its length comes first, so that no two lists of texts are the same bytes.
      add(UInt64(text.count))
      guard let base = text.baseAddress else { return }
      var offset = 0
      while offset + 8 <= text.count {
        add(SWAR.load(base + offset))
        offset += 8
      }
      guard offset < text.count else { return }
      var word: UInt64 = 0
      for index in (offset..<text.count).reversed() { word = word << 8 | UInt64(base[index]) }
      add(word)
    }

    package mutating func add(_ text: String) {
      var text = text
      text.withUTF8 { add($0) }
    }

    /// Two chains of the multiplications of wyhash (github.com/wangyi-fudan/wyhash), whose products
    /// of 128 bits are folded to 64; each has constants of its own.
    private mutating func add(_ word: UInt64) {
      low = SWAR.fold(low ^ word, 0x4B33_A62E_D433_D4A3)
      high = SWAR.fold(high ^ word ^ 0x5555_5555_5555_5555, 0xA076_1D64_78BD_642F) &+ low
    }

    package func id(grows: Bool) -> EventID {
      let last = SWAR.fold(low ^ high, 0xE703_7ED1_A0B4_28DB)
      let top = SWAR.fold(high &+ 0x9E37_79B9_7F4A_7C15, 0xEBC6_AF09_C88C_6E32) & EventID.highMask
      // Nothing is the event without an id.
      return EventID(low: max(last, 1), word: top | (grows ? EventID.growing : 0))
    }
  }

  package static func == (a: EventID, b: EventID) -> Bool {
    a.low == b.low && a.high == b.high
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(low)
    hasher.combine(high)
  }

  package var isNone: Bool { low == 0 }

  /// As the state has it; see ``SeenIDs``.
  init(low: UInt64, high: UInt64) { self.init(low: low, word: high & EventID.highMask) }
}
