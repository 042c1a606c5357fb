import Tailing

/// An application, its log rotation, and what is known of every line; the files are in memory.
///
/// Every line is distinct, and known by its number and by the life of the file in which it was
/// written. Lines whose last copy was destroyed before they were counted for good are set apart:
/// those may be missing later.
package final class LogWorld {
  /// Where the source looks.
  package static let path = "/log/events.jsonl"

  /// A program that has the log open.
  struct Writer {
    var descriptor: Int32
    var life: Int
    /// Where it writes; nil: at the end, wherever that is.
    var offset: Int?
    /// A line of which the first bytes are written.
    var begun: Int?
    /// Its file is where nobody can know of it.
    var isHidden = false
    /// The place of its file since a link led elsewhere.
    var formerPlace: String?
  }

  package let files = MemoryFileSystem()
  package var dice: SeededRandom
  private var notes: [() -> String] = []
  /// The lines that are counted for good; asked before anything is destroyed.
  package var durable: () -> [Int?] = { [] }

  /// The text of every line that was begun, without its mark.
  private(set) var texts: [[UInt8]] = []
  /// The life of every line that is complete in a file or was; 0: it is not.
  var lives: [Int] = []
  var destroyed: Set<Int> = []
  /// Of those, the ones that nobody can know of.
  var unseen: Set<Int> = []
  /// Lines of which a copy held nothing else: too little to know it by, so they may count again.
  var lone: Set<Int> = []
  /// Lines of files that were edited: who goes back to an earlier state does not know what is left.
  var edited: Set<Int> = []
  var hasEdited = false
  /// Nothing of what the daemon knows is written down.
  package var isDiskFull = false
  /// Lines of files that were replaced: who has the old one open reads them there, too.
  var replaced: Set<Int> = []
  /// Somebody is writing a file again, and nobody else writes meanwhile.
  package var isBeingWritten = false
  /// The same with other content: who begins to look in the middle of it cannot know what comes.
  package var isBeingChanged = false
  /// There was a backup, which may stand in for a file that is gone.
  var hasBackup = false
  /// Archives that nobody finished: once what they were made of is gone under other names, nobody
  /// can know whether they held more.
  var unfinished = 0
  /// The unfinished end of a file was destroyed.
  var hasLostTornLine = false

  let layout: LogLayout
  var home: String
  var base: String
  /// Files outside of the family that were known when a link was turned away from them.
  var formerPlaces: [String] = []
  var swaps = 0
  var dates = 0
  var current = Writer(descriptor: -1, life: 0)
  var old: [Writer] = []
  var life = 0
  let isAppending: Bool
  let isDated: Bool
  static let torn = 5
  /// Stands for what is left of a line.
  static let remains = -1

  /// How rotated files are compressed.
  let format: ArchiveFormat

  package init(seed: UInt64) {
    dice = SeededRandom(seed: seed)
    // Mostly gzip: it takes no time to make.
    let formats: [ArchiveFormat] = [.zstd, .xz, .bzip2]
    let choice = Int(seed % 12)
    format = choice < formats.count ? formats[choice] : .gzip
    isAppending = !dice.chance(1, of: 6)
    isDated = dice.chance(1, of: 3)
    if dice.chance(1, of: 2) { files.tick = 1 }
    layout = LogLayout.pick(&dice)
    (home, base) = layout.begin(files)
    reopen()
  }

  /// What happened so far; put into words only for those who ask.
  package var history: [String] { notes.map { $0() } }

  package func note(_ text: String) { notes.append { text } }

  package func note(inWords words: @escaping () -> String) { notes.append(words) }

  var file: String { home + "/" + base }
  var lineCount: Int { texts.count }

  func newLine() -> Int {
    let pad = dice.chance(1, of: 12) ? dice.next(below: 6000) : dice.next(below: 90)
    var text = Array("{\"id\":\(texts.count),\"pad\":\"".utf8)
    text.append(contentsOf: repeatElement(UInt8(ascii: "p"), count: pad))
    text += [UInt8(ascii: "\""), UInt8(ascii: "}")]
    texts.append(text)
    lives.append(0)
    return texts.count - 1
  }

  /// The same, with what editing leaves of lines.
  package func known(_ line: UnsafeRawBufferPointer) -> Int? {
    unsafe number(of: line) ?? (isRemains(line) ? Self.remains : nil)
  }

  /// The number of a line; nil if no such line was ever written.
  package func number(of line: UnsafeRawBufferPointer) -> Int? {
    guard line.count > 6 else { return nil }
    var number = 0
    for byte in unsafe Array(line.dropFirst(6)) {
      guard (0x30...0x39).contains(byte), number < 1 << 40 else { break }
      number = number * 10 + Int(byte - 0x30)
    }
    guard number < texts.count, lives[number] > 0,
      unsafe texts[number].withUnsafeBytes({ unsafe $0.isEqual(to: line) })
    else {
      return nil
    }
    return number
  }

  /// The lines that are complete in a file now.
  func lines(in path: String) -> [Int] {
    unsafe files.content(of: path).withUnsafeBytes { bytes in
      unsafe LineRanges(bytes).compactMap { line in
        unsafe number(of: UnsafeRawBufferPointer(rebasing: line.drop { $0 == 0 }))
      }
    }
  }

  /// Opens the file at the path anew, and creates it if need be.
  func reopen() {
    if current.descriptor >= 0 {
      if dice.chance(1, of: 2) { old.append(current) } else { files.close(current.descriptor) }
    }
    life += 1
    let descriptor = files.writer(file)
    current = Writer(
      descriptor: descriptor, life: life, offset: isAppending ? nil : files.size(of: descriptor))
  }

  func write(_ bytes: [UInt8], by writer: inout Writer) {
    files.clock += 50_000
    files.write(writer.descriptor, bytes, at: writer.offset)
    if let offset = writer.offset { writer.offset = offset + bytes.count }
  }

  /// Writes a line, or its rest.
  func finish(_ line: Int, by writer: inout Writer) {
    lives[line] = writer.life
    let written = writer.begun == line ? Self.torn : 0
    writer.begun = nil
    write(texts[line].dropFirst(written) + [0x0A], by: &writer)
  }

  func closeOld() {
    for each in old { files.close(each.descriptor) }
    old = []
  }
}
