/// What of the lines can still be counted.
extension LogWorld {
  /// Every file that can be found now.
  var findable: [String] { [file] + rotated + formerPlaces }

  /// Does something after which a file is gone or holds less. What was complete in it, is in no
  /// other file, and is not counted for good, is destroyed.
  func losing(_ name: String, _ body: () -> Void) {
    guard files.exists(name) else { return body() }
    let counted = marks(durable())
    let all = lines(in: name)
    let gone = all.filter { !counted[$0] }
    if files.bytes(of: name).last != 0x0A { hasLostTornLine = true }
    body()
    guard !gone.isEmpty else { return }
    let elsewhere = marks(findable.filter { $0 != name }.flatMap { lines(in: $0) })
    let lost = gone.filter { !elsewhere[$0] }
    destroyed.formUnion(lost)
    // Where that anybody knew of it is in no commit, a kill takes it away; and who reads a copy of
    // all that was there before knows of no more.
    let isCopied = all.allSatisfy { elsewhere[$0] || !counted[$0] }
    if isDiskFull || gone.count == all.count || isCopied { unseen.formUnion(lost) }
  }

  func marks(_ lines: [Int?]) -> [Bool] {
    var marks = [Bool](repeating: false, count: lineCount)
    for case let line? in lines where line >= 0 { marks[line] = true }
    return marks
  }

  /// What is wrong with an account of lines, gaps and unverified ends; nil: nothing.
  package func problem(with lines: [Int?], gaps: Int, unverifiedEnds: Int) -> String? {
    var seen = marks([])
    var twice: [Int] = []
    for line in lines {
      guard let line else { return "a line that was never written" }
      if line < 0 { continue }
      if seen[line], !lone.contains(line) { twice.append(line) }
      seen[line] = true
    }
    if let first = twice.first { return "\(twice.count) lines twice, first \(first)" }
    let missing = lives.indices.filter { lives[$0] > 0 && !seen[$0] }
    let lost = missing.filter { !destroyed.contains($0) }
    if !lost.isEmpty { return "\(lost.count) lines lost, first \(lost[0])" }
    let livesSeen = Set(lines.compactMap { $0 }.filter { $0 >= 0 }.map { lives[$0] })
    let knowable = missing.first { !unseen.contains($0) && livesSeen.contains(lives[$0]) }
    if let knowable, gaps + unverifiedEnds == 0, !hasBackup {
      return
        "\(missing.count) lines missing and nothing said, first \(knowable) of life \(lives[knowable])"
    }
    if gaps > unfinished, destroyed.isEmpty, !hasLostTornLine, lone.isEmpty {
      return "a gap where nothing was destroyed"
    }
    return nil
  }
}
