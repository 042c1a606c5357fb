import SpendCore
import Testing

@Suite("Arguments as text")
struct ArgumentTextTests {
  @Test(
    "give their bytes back; what is UTF-8 is as it was",
    arguments: [
      Array("--by=model".utf8), Array("caf\u{E9} \u{1F600}".utf8), Array("cafe\u{301}".utf8), [],
      Array("caf".utf8) + [0xE9], [0xFF, 0x80, 0x0A, 0x1B], [0xF0, 0x9F, 0x98],
      Array("\u{10FEE9}".utf8), Array("a\u{10FE00}\u{E9}".utf8) + [0xE9],
    ] as [[UInt8]])
  func bytes(bytes: [UInt8]) {
    let text = ArgumentText.text(bytes)
    #expect(ArgumentText.bytes(text) == bytes)
    let isMarked = text.unicodeScalars.contains { (0x10_FE00...0x10_FEFF).contains($0.value) }
    #expect(isMarked || Array(text.utf8) == bytes)
  }

  @Test("two that no text can tell apart stay two")
  func distinct() {
    #expect(ArgumentText.text([0x61, 0xE9]) != ArgumentText.text([0x61, 0xE8]))
    #expect(ArgumentText.text([0xE9]) != ArgumentText.text(Array("\u{10FEE9}".utf8)))
  }
}
