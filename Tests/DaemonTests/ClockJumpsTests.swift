import SpendCore
import Testing

@testable import Daemon

@Suite struct ClockJumpsTests {
  @Test("A clock that is set is noticed once; one that is adjusted is not")
  func jumps() {
    var jumps = ClockJumps()
    let start = Timestamp(seconds: 1_780_000_000)
    let rows: [(wall: Int64, monotonic: Double, jump: Double?)] = [
      (0, 100, nil), (60, 160, nil), (129, 220, nil), (3789, 280, 3600), (3849, 340, nil),
      (249, 400, -3660), (309, 460, nil),
    ]
    for row in rows {
      let found = jumps.check(
        wall: start.advanced(bySeconds: row.wall), monotonicSeconds: row.monotonic)
      #expect(found == row.jump, "at \(row.monotonic)")
    }
  }
}
