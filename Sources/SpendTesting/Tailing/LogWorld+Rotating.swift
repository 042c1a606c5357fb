import SpendCore
import Tailing

/// What rotation and people do to the files.
extension LogWorld {
  /// Rotated files and copies, oldest name first.
  var rotated: [String] {
    let prefix = layout == .datedLink ? "events.jsonl-" : base
    let names = ((try? files.names(in: FilePath(home))) ?? []).map(\.text)
    return names.filter { $0 != base && $0.hasPrefix(prefix) }.map { home + "/" + $0 }
  }

  /// The name for the next rotated file; with numbers all others move up.
  private func shift() -> String {
    if isDated {
      dates += 1
      return file + "-2026\(1000 + dates)"
    }
    for number in stride(from: 12, through: 1, by: -1) {
      for ending in ["", format.ending] where files.exists("\(file).\(number)\(ending)") {
        let next = "\(file).\(number + 1)\(ending)"
        losing(next) { files.rename("\(file).\(number)\(ending)", next) }
      }
    }
    return file + ".1"
  }

  package func rotate() {
    guard files.exists(file) else { return }
    note("rotate")
    files.rename(file, shift())
    reopen()
  }

  /// The file gets a name that is on no list while nobody looks: who knows something of it finds it
  /// by that.
  package func rotateToAnyName() {
    let all = files.exists(file) ? lines(in: file) : []
    let counted = marks(durable())
    // What was counted of it may have been counted in a backup, which then stands in for it.
    guard layout != .datedLink, !hasBackup, all.contains(where: { counted[$0] }),
      edited.isDisjoint(with: all)
    else { return rotate() }
    dates += 1
    let name = home + "/kept-\(dates)"
    note("rotate to \(name)")
    files.rename(file, name)
    formerPlaces.append(name)
    current.formerPlace = name
    reopen()
  }

  package func copyTruncate(between: () -> Void) {
    guard files.exists(file) else { return }
    note("copytruncate")
    let copy = shift()
    files.create(copy, files.bytes(of: file))
    noteLone(copy)
    // Of an edited file the copy is known by its last lines, which what is written now hides.
    let all = lines(in: copy)
    if !edited.isDisjoint(with: all) { lone.formUnion(all) }
    between()
    if dice.chance(1, of: 6) { append() }
    let before = destroyed
    losing(file) { files.truncate(file) }
    unseen.formUnion(destroyed.subtracting(before))
    current.begun = nil
    life += 1
    current.life = life
  }

  package func compress(between: () -> Void) {
    closeOld()
    let plain = rotated.filter { !$0.hasSuffix(format.ending) }
    guard !plain.isEmpty else { return }
    let name = plain[dice.next(below: plain.count)]
    let archive = name + format.ending
    note("compress \(name)")
    noteLone(name)
    if dice.chance(1, of: 2) {
      losing(archive) { files.compress(name, archive, format, cut: 8) }
      let begun = files.inode(of: archive)
      between()
      if files.inode(of: archive) != begun { unfinished += 1 }
    }
    // A rotation in between takes the names away, as a wrong configuration would.
    guard files.exists(name) else { return }
    losing(archive) { files.compress(name, archive, format) }
    noteLone(archive)
    between()
    guard files.exists(name) else { return }
    losing(name) { files.unlink(name) }
  }

  package func expire() {
    let names = rotated + formerPlaces
    guard names.count > 2 else { return }
    let name = names[dice.next(below: names.count)]
    note("expire \(name)")
    losing(name) { files.unlink(name) }
    formerPlaces.removeAll { $0 == name }
  }

  package func deleteAndCreate() {
    guard files.exists(file) else { return }
    note("delete and create")
    losing(file) { files.unlink(file) }
    reopen()
  }

  /// The file is written anew with what it holds, and goes on there, as editors and some log
  /// libraries do.
  package func replace() {
    guard files.exists(file), isTellable else { return }
    note("replace")
    replaced.formUnion(lines(in: file))
    closeOld()
    files.create(home + "/new", files.bytes(of: file))
    files.rename(home + "/new", file)
    let begun = current.begun
    files.close(current.descriptor)
    current.descriptor = -1
    reopen()
    current.begun = begun
    append()
  }

  package func backUp() {
    guard files.exists(file), isTellable, !hasEdited else { return }
    note("back up")
    hasBackup = true
    dates += 1
    let name = file + "-2020\(dice.chance(1, of: 2) ? 1000 : 1000 + dates)"
    losing(name) {
      losing(name + format.ending) {
        files.unlink(name + format.ending)
        files.create(name, files.bytes(of: file))
      }
    }
  }

  func noteLone(_ copied: String) {
    let lines = lines(in: copied)
    if lines.count == 1 { lone.formUnion(lines) }
  }

  /// One line alone is no evidence that a file is a copy of another.
  private var isTellable: Bool { lines(in: file).count > 1 }
}
