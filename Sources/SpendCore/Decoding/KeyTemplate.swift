import CVectorLoads

/// The keys of the last line in their order, to be expected in the next one.
///
/// A place holds the raw bytes from the end of one value to the start of the next (`,"model":` or
/// `, "model": `) and what the key means. The bytes were checked when they were learned, so finding
/// the same bytes again is all the checking there is to do: one comparison of 32 bytes takes a key,
/// whatever its spacing and quoting.
struct KeyTemplate: ~Copyable {
  struct Place {
    /// The 32 bytes from where the text starts; only the first `length` are the text.
    var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    /// The bits that ``cvl_equal32`` must at least have. With a bit beyond 32 no bytes match.
    var wanted: UInt64 = 1 << 32
    var length: Int = 0
    var key = FieldKey.unknown
  }

  static let count = 64
  let places: UnsafeMutablePointer<Place>

  init() {
    places = .allocate(capacity: Self.count)
    places.initialize(repeating: Place(), count: Self.count)
  }

  deinit {
    places.deallocate()
  }

  /// Whether the bytes at `p` are those of a place, with a value right behind them (with white
  /// space there, it is another spelling of the same key). 33 bytes at `p` must be readable.
  @inline(__always)
  static func matches(_ p: UnsafePointer<UInt8>, _ place: UnsafeMutablePointer<Place>) -> Bool {
    let expected = UnsafeRawPointer(place).assumingMemoryBound(to: UInt8.self)
    return UInt64(cvl_equal32(p, expected)) & place.pointee.wanted == place.pointee.wanted
      && p[place.pointee.length] > UInt8(ascii: " ")
  }

  /// Remembers the bytes from `start` to `end`; texts over 32 bytes are not learned.
  @inline(__always)
  static func learn(
    _ place: UnsafeMutablePointer<Place>, from start: UnsafePointer<UInt8>,
    to end: UnsafePointer<UInt8>, key: FieldKey
  ) {
    let length = end - start
    place.pointee.bytes = (
      Words.load(start), Words.load(start + 8), Words.load(start + 16), Words.load(start + 24)
    )
    place.pointee.wanted = length <= 32 ? (1 << UInt64(length)) - 1 : 1 << 32
    place.pointee.length = length <= 32 ? length : 0
    place.pointee.key = key
  }
}
