/// A time zone file without the system's tzdata: five and a half hours ahead, always.
enum ZoneFixture {
  static let kolkata: [UInt8] =
    header(types: 0) + header(types: 1) + [0, 0, 0x4D, 0x58, 0, 0]
    + Array("IST\0\nIST-5:30\n".utf8)

  private static func header(types: UInt8) -> [UInt8] {
    let counts: [UInt8] = types == 0 ? [0, 0, 0, 0, 1, 1] : [0, 0, 0, 0, 1, 4]
    let block: [UInt8] = types == 0 ? [0, 0, 0, 0, 0, 0, 0] : []
    return Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
      + counts.flatMap { [0, 0, 0, $0] } + block
  }
}
