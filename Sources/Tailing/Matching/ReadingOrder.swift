import SpendCore

/// The order in which files are read: the oldest first, whatever their form, and those at the path
/// itself last. Lines without a place of their own in time (a repeated id, a part of a cut line)
/// count as they would have counted live.
///
/// Names decide among siblings that have a number or a date, since copies, editors and some
/// compressors change times; elsewhere the time of the last write does.
enum ReadingOrder {
  private struct Numbered {
    let index: Int
    let mark: RotationMark
    let modified: Int64
  }

  /// - Returns: indices, oldest first.
  /// - Complexity: O(n log n).
  static func indices(of files: [MatchCandidate]) -> [Int] {
    var times = files.map(\.facts.modified)
    var places = [Int](repeating: 0, count: files.count)
    var series: [RotationMark.Series: [Numbered]] = [:]
    var current: [FilePath: Int64] = [:]
    for (index, file) in files.enumerated() {
      if file.role == .current {
        current[file.slot] = file.facts.modified
      } else if let mark = RotationMark(file.path, slot: file.slot) {
        series[mark.series, default: []].append(
          Numbered(index: index, mark: mark, modified: file.facts.modified))
      }
    }
    for (key, members) in series where members.count > 1 {
      var latest = Int64.min
      let sorted = oldestFirst(members, current: current[key.slot])
      for (place, member) in sorted.enumerated() {
        // Beside others a file counts as no older than what its name says is before it.
        latest = max(latest, member.modified)
        (times[member.index], places[member.index]) = (latest, place)
      }
    }
    func isOlder(_ a: Int, _ b: Int) -> Bool {
      let ranks = (files[a].role == .current ? 1 : 0, files[b].role == .current ? 1 : 0)
      return (ranks.0, times[a], places[a], files[a].path)
        < (ranks.1, times[b], places[b], files[b].path)
    }
    return files.indices.sorted(by: isOlder)
  }

  private static func oldestFirst(_ members: [Numbered], current: Int64?) -> [Numbered] {
    let ascending = members.sorted {
      if $0.mark.isLess(than: $1.mark) { return true }
      return !$1.mark.isLess(than: $0.mark) && $0.modified < $1.modified
    }
    let isDate = ascending.first?.mark.isDate == true
    if isDate || areNewerUpwards(ascending, current) { return ascending }
    return members.sorted {
      if $1.mark.isLess(than: $0.mark) { return true }
      return !$0.mark.isLess(than: $1.mark) && $0.modified < $1.modified
    }
  }

  /// Some programs (Log4j) give the newest file the highest number. All times say so then, by a
  /// second and more, since some compressors cut fractions off; and none is later than that of the
  /// file at the path, as after copying all of them in the order of their names.
  private static func areNewerUpwards(_ ascending: [Numbered], _ current: Int64?) -> Bool {
    guard let current, let last = ascending.last, last.modified <= current else { return false }
    return zip(ascending, ascending.dropFirst()).allSatisfy {
      $1.modified - $0.modified >= 1_000_000_000 || !$0.mark.isLess(than: $1.mark)
    } && ascending[0].mark.isLess(than: last.mark)
  }
}
