import SpendCore
import Testing

@Suite("Paths of files")
struct FilePathTests {
  @Test("are equal only to the same bytes, and in the order of these")
  func identity() {
    let composed: FilePath = "caf\u{E9}"
    let decomposed: FilePath = "cafe\u{301}"
    #expect(composed.text == decomposed.text)
    #expect(composed != decomposed && composed.hashValue != decomposed.hashValue)
    #expect([composed, decomposed, "cafz"].sorted() == [decomposed, "cafz", composed])
    #expect(Set([composed, decomposed, composed]).count == 2)
  }

  @Test(
    "are shown with what is not UTF-8 written out",
    arguments: [
      ([0x63, 0x61, 0x66, 0xE9], "caf\\xE9"),
      (Array("ä\u{1F600} ".utf8), "ä\u{1F600} "),
      // Cut short, too long a form of a slash, a half of a surrogate pair, a lone continuation.
      ([0xF0, 0x9F, 0x98], "\\xF0\\x9F\\x98"),
      ([0xC0, 0xAF, 0x41], "\\xC0\\xAFA"),
      ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"),
      ([0x80, 0x0A, 0x1B], "\\x80\n\u{1B}"),
      ([], ""),
    ] as [([UInt8], String)])
  func text(bytes: [UInt8], text: String) {
    #expect(FilePath(bytes: bytes).text == text)
    #expect(FilePath(bytes: bytes).bytes == bytes)
  }

  @Test(
    "fall into directory and name, and are put together again",
    arguments: [
      ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("a/b c", "a", "b c"),
      ("/a/ b\n", "/a", " b\n"),
    ] as [(FilePath, FilePath, FilePath)])
  func parts(path: FilePath, directory: FilePath, name: FilePath) {
    #expect(path.directory == directory && path.name == name)
    #expect(directory.appending(name) == path)
    #expect(FilePath(names: path.names, isAbsolute: path.isAbsolute) == path)
  }
}
