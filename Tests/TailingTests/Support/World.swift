import Glibc
import SpendTesting
import Testing

/// An application and its log rotation on a real directory, and what is known of every line.
///
/// Every line is distinct and knows in which life of the file it was written. Lines whose last copy
/// was destroyed before they were counted for good are set apart: those may be missing later.
final class World {
  static let file = "events.jsonl"

  let disk = Disk()
  var dice: Dice
  private(set) var written: [String: Int] = [:]
  private(set) var destroyed: Set<String> = []
  /// Of those, the ones written between copying and truncating: nobody can know of them.
  private(set) var unseen: Set<String> = []
  /// The unfinished end of a file was destroyed.
  private(set) var hasLostTornLine = false
  /// There was a backup, which may stand in for a file that is gone.
  private(set) var hasBackup = false
  private(set) var history: [String] = []
  /// Lines that are counted for good; set by the simulation before every step.
  var durable: () -> Set<String> = { [] }
  private var nextLine = 0
  private var life = 0
  private var current: Int32 = -1
  private var old: [(fd: Int32, begun: String?, life: Int)] = []
  /// A line of which the first bytes are written.
  private var begun: String?
  private static let cut = 5
  private let isAppending: Bool
  private let isDated: Bool
  /// Either backups are made or the file is replaced by copies: both at once, unseen, cannot be
  /// told from two generations that begin alike.
  private let hasBackups: Bool
  private var dates = 0

  init(seed: UInt64) {
    dice = Dice(seed: seed)
    isAppending = !dice.chance(1, of: 6)
    isDated = dice.chance(1, of: 3)
    hasBackups = dice.chance(1, of: 2)
    reopen()
  }

  deinit {
    close(current)
    for each in old { close(each.fd) }
  }

  func note(_ text: String) { history.append(text) }

  private func line() -> String {
    defer { nextLine += 1 }
    let pad = String(
      repeating: "p", count: dice.chance(1, of: 12) ? dice.roll(6000) : dice.roll(90))
    return "{\"id\":\(nextLine),\"pad\":\"\(pad)\"}"
  }

  private func reopen() {
    if current >= 0 {
      if dice.chance(1, of: 2) {
        old.append((current, begun, life))
      } else {
        close(current)
      }
    }
    begun = nil
    life += 1
    current = disk.writer(Self.file, append: isAppending)
    if !isAppending { lseek(current, 0, SEEK_END) }
  }

  func append() {
    let count = dice.chance(1, of: 8) ? 200 : dice.roll(12) + 1
    note("append \(count)")
    for _ in 0..<count {
      let text = begun ?? line()
      let rest = begun == nil ? text[...] : text.dropFirst(Self.cut)
      written[text] = life
      Disk.write(current, Array((rest + "\n").utf8))
      begun = nil
    }
    if dice.chance(1, of: 3) {
      // The beginning of a line; its rest comes with the next append, or never.
      let text = line()
      Disk.write(current, Array(text.utf8.prefix(Self.cut)))
      begun = text
    }
  }

  /// Late writers finish their line, write some more, and go.
  func late() {
    guard !old.isEmpty else { return }
    let each = old.remove(at: dice.roll(old.count))
    note("late")
    var texts = each.begun.map { [$0] } ?? []
    let begun = texts.count
    for _ in 0..<dice.roll(3) { texts.append(line()) }
    var facts = stat()
    fstat(each.fd, &facts)
    for (index, text) in texts.enumerated() {
      written[text] = each.life
      let rest = index < begun ? text.dropFirst(Self.cut) : text[...]
      Disk.write(each.fd, Array((rest + "\n").utf8))
      // Written to a deleted file: only who has it open can ever see it.
      if facts.st_nlink == 0 {
        destroyed.insert(text)
        unseen.insert(text)
      }
    }
    close(each.fd)
  }

  private func closeOld() {
    for each in old { close(each.fd) }
    old = []
  }

  private var rotated: [String] {
    ((try? LinuxNames.names(disk.root)) ?? []).filter {
      $0 != Self.file && $0.hasPrefix(Self.file)
    }.sorted()
  }

  private func shift() -> String {
    if isDated {
      dates += 1
      return Self.file + "-2026\(1000 + dates)"
    }
    for number in stride(from: 12, through: 1, by: -1) {
      for ending in ["", ".gz"] where disk.exists("\(Self.file).\(number)\(ending)") {
        disk.rename(
          "\(Self.file).\(number)\(ending)", "\(Self.file).\(number + 1)\(ending)")
      }
    }
    return Self.file + ".1"
  }

  func rotate() {
    guard disk.exists(Self.file) else { return }
    note("rotate")
    disk.rename(Self.file, shift())
    reopen()
  }

  func copyTruncate(between: () -> Void) {
    guard disk.exists(Self.file) else { return }
    note("copytruncate")
    let name = shift()
    // One line alone is no evidence that a file is a copy of another.
    let isTellable = Lines.complete(disk.bytes(Self.file)) > 1
    disk.copy(Self.file, name)
    if isTellable { between() }
    if dice.chance(1, of: 6) { append() }
    let before = destroyed
    losing(Self.file) { disk.truncate(Self.file) }
    unseen.formUnion(destroyed.subtracting(before))
    begun = nil
    life += 1
  }

  func compress(between: () -> Void) {
    closeOld()
    guard let name = rotated.filter({ !$0.hasSuffix(".gz") }).randomElement(using: &dice) else {
      return
    }
    note("compress \(name)")
    if dice.chance(1, of: 2) {
      disk.compress(name, name + ".gz", keep: true, cut: 8)
      between()
    }
    // A rotation in between takes the names away, as a wrong configuration would.
    guard disk.exists(name) else { return }
    disk.compress(name, name + ".gz", keep: true)
    between()
    guard disk.exists(name) else { return }
    losing(name) { disk.unlink(name) }
  }

  func expire() {
    guard rotated.count > 2, let name = rotated.randomElement(using: &dice) else { return }
    note("expire \(name)")
    losing(name) { disk.unlink(name) }
  }

  func deleteAndCreate() {
    guard disk.exists(Self.file) else { return }
    note("delete and create")
    losing(Self.file) { disk.unlink(Self.file) }
    reopen()
  }

  func replace() {
    guard !hasBackups, disk.exists(Self.file), Lines.complete(disk.bytes(Self.file)) > 1 else {
      return
    }
    note("replace")
    closeOld()
    disk.copy(Self.file, "new")
    disk.rename("new", Self.file)
    let rest = begun
    close(current)
    current = -1
    reopen()
    begun = rest
    append()
  }

  func backUp() {
    guard hasBackups, disk.exists(Self.file), Lines.complete(disk.bytes(Self.file)) > 1 else {
      return
    }
    note("back up")
    hasBackup = true
    dates += 1
    let name = Self.file + "-2020\(dice.chance(1, of: 2) ? 1000 : 1000 + dates)"
    losing(name) {
      losing(name + ".gz") {
        if disk.exists(name + ".gz") { disk.unlink(name + ".gz") }
        disk.copy(Self.file, name)
      }
    }
  }

  /// Everything the application still has to say is said.
  func finish() { closeOld() }

  private func losing(_ name: String, _ body: () -> Void) {
    let gone = lines(of: name).intersection(written.keys)
    if disk.bytes(name).last != 0x0A { hasLostTornLine = true }
    body()
    var elsewhere = durable()
    for other in rotated + [Self.file] where other != name && disk.exists(other) {
      elsewhere.formUnion(lines(of: other))
    }
    destroyed.formUnion(gone.subtracting(elsewhere))
  }

  /// Lines that are complete in a file now.
  private func lines(of name: String) -> Set<String> {
    let bytes = disk.bytes(name)
    let plain = name.hasSuffix(".gz") ? Disk.gunzip(bytes) : bytes
    return Set(Lines.of(plain))
  }
}
