/// The known word that somebody probably meant.
package enum DidYouMean {
  /// The candidate with the smallest distance, the first of equals; nil when none is near: up to
  /// four letters may differ in one, up to seven in two, longer words in three.
  /// - Complexity: O(candidates × length²); words over 64 bytes have no neighbour.
  package static func word(to text: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(text.lowercased().utf8)
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    let limit = wanted.count < 5 ? 1 : wanted.count < 8 ? 2 : 3
    var best: (word: String, distance: Int)?
    for candidate in candidates {
      let word = Array(candidate.lowercased().utf8)
      guard abs(word.count - wanted.count) <= limit else { continue }
      let distance = distance(wanted, word)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
  }

  /// `; did you mean 'daily'?`, or nothing.
  package static func hint(_ text: String, among candidates: some Sequence<String>) -> String {
    word(to: text, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  package static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var previous: [Int] = []
    var current = Array(0...b.count)
    for i in 1...a.count {
      let older = previous
      previous = current
      current[0] = i
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        var least = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          least = min(least, older[j - 2] + 1)
        }
        current[j] = least
      }
    }
    return current[b.count]
  }
}
