import Testing

@testable import Systemd

@Suite("Places in the journal")
struct JournalCursorTests {
  private func cursor(
    s: String = "aa", i: Int = 5, b: String = "b1", m: Int = 50, t: Int = 500, x: Int = 7
  ) throws -> JournalCursor {
    func hex(_ value: Int) -> String { String(value, radix: 16) }
    return try #require(
      JournalCursor("s=\(s);i=\(hex(i));b=\(b);m=\(hex(m));t=\(hex(t));x=\(hex(x))"))
  }

  @Test(
    "what is not a cursor is refused",
    arguments: ["", "s=1", "x", "s=a;i=1;b=c;m=1;t=1", "s=a;i=zz;b=c;m=1;t=1;x=1", "s=a;i"])
  func broken(text: String) { #expect(JournalCursor(text) == nil) }

  @Test("an entry is the same in another file, but not with another number in one")
  func identity() throws {
    let place = try cursor()
    #expect(place.isSameEntry(as: try cursor()))
    #expect(place.isSameEntry(as: try cursor(s: "cc", i: 1)))
    #expect(!place.isSameEntry(as: try cursor(i: 6)))
    #expect(!place.isSameEntry(as: try cursor(s: "cc", x: 8)))
    #expect(!place.isSameEntry(as: try cursor(b: "b2")))
  }

  @Test("the text that is committed comes back as the same place")
  func text() throws {
    let place = try cursor().with(ordinal: 3)
    #expect(JournalCursor(place.text) == place)
    #expect(place.seekText == "s=aa;i=5;b=b1;m=32;t=1f4;x=7")
    #expect(JournalCursor(place.seekText)?.ordinal == 1)
    let last = place.with(ordinal: JournalCursor.allOfInstant)
    #expect(JournalCursor(last.text) == last)
  }

  @Test("what was read before a place that is gone")
  func covering() throws {
    let place = try cursor()
    #expect(place.covers(try cursor(i: 4, m: 40, t: 400)))
    #expect(place.covers(place))
    // The clock was set back within the boot: the number tells.
    #expect(!place.covers(try cursor(i: 6, m: 60, t: 100)))
    #expect(!place.covers(try cursor(s: "cc", i: 1, m: 60, t: 100)))
    // A power cut: the numbers of what was lost are given out again.
    #expect(!place.covers(try cursor(i: 4, b: "b2", m: 1, t: 600)))
    // An older boot.
    #expect(place.covers(try cursor(i: 2, b: "b0", m: 90, t: 100)))
  }
}
