/// A time as a text says it.
struct TimeReading {
  enum Zone {
    /// None is named.
    case naive
    /// Seconds ahead of UTC.
    case offset(Int64)
    /// The IANA name of one.
    case named(UnsafeBufferPointer<UInt8>)
  }

  /// Since 1970, as if local time were UTC.
  var localSeconds: Int64
  /// Microseconds of the second.
  var fraction: Int64
  var zone: Zone
}
