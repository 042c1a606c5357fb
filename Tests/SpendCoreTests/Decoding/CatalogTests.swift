import SpendCore
import SpendTesting
import Testing

/// Numbers of texts and combinations.
struct CatalogTests {
  @Test("Three texts have fixed numbers")
  func fixed() {
    var catalog = Catalog(dimensions: Dimension.history)
    #expect(catalog.symbol("") == Catalog.empty)
    #expect(catalog.symbol("untagged") == Catalog.untagged)
    // A value that calls itself so is not what did not fit.
    #expect(catalog.symbol("(other)") != Catalog.other)
    #expect(catalog.text(Catalog.other) == "(other)")
    #expect(catalog.text(Catalog.empty).isEmpty)
    #expect(catalog.text(Catalog.untagged) == "untagged")
    #expect(catalog.symbol(for: UnsafeRawBufferPointer(start: nil, count: 0)) == Catalog.empty)
  }

  @Test("Every text of any length has one number, through all growth")
  func texts() {
    var catalog = Catalog(dimensions: Dimension.history)
    var random = SeededRandom(seed: 3)
    var known: [String: UInt32] = [:]
    for round in 0..<20_000 {
      let length = 1 + random.next(below: 40)
      // Few letters, so that many texts differ only at their ends or in their length.
      var text = String(repeating: "a", count: length)
      if random.next(below: 2) == 0 { text += String(random.next(below: 5000)) }
      if random.next(below: 3) == 0 { text += "\0" }
      let symbol = catalog.symbol(text)
      if let expected = known[text] { #expect(symbol == expected, "round \(round)") }
      known[text] = symbol
    }
    #expect(Set(known.values).count == known.count)
    #expect(catalog.symbolCount == known.count + 3)
    for (text, symbol) in known { #expect(catalog.text(symbol) == text) }
  }

  @Test("A long text is cut at a character, stays distinct, and is known by its cut form")
  func longTexts() {
    var catalog = Catalog(dimensions: Dimension.history)
    for (head, kept) in [("a", 1024), ("é", 1024), ("€", 1023), ("😀", 1024), ("x€", 1024)] {
      let body = String(repeating: head, count: 2000)
      let first = catalog.symbol(body + "1")
      let second = catalog.symbol(body + "2")
      #expect(first != second)
      #expect(catalog.symbol(body + "1") == first)
      let text = catalog.text(first)
      #expect(text.utf8.count == kept + 19)
      #expect(text.utf8.starts(with: body.utf8.prefix(kept)))
      #expect(catalog.symbol(text) == first)
    }
    let exact = String(repeating: "b", count: 1024)
    #expect(catalog.text(catalog.symbol(exact)) == exact)
  }

  @Test("The cut form of a text never changes, because stored texts hold it")
  func cutForm() {
    var catalog = Catalog(dimensions: Dimension.history)
    let text = catalog.text(catalog.symbol(String(repeating: "a", count: 1025)))
    #expect(text == String(repeating: "a", count: 1024) + "…6a424025ce84288c")
  }

  @Test("Beyond the limit of symbols new texts are (other), known ones stay")
  func symbolLimit() {
    var catalog = Catalog(dimensions: Dimension.history, maxSymbols: 5)
    let first = catalog.symbol("a")
    let second = catalog.symbol("a text of more than sixteen bytes")
    #expect(catalog.symbol("b") == Catalog.other)
    #expect(catalog.symbol("another text of more than sixteen bytes") == Catalog.other)
    #expect(catalog.symbol("a") == first)
    #expect(catalog.symbol("a text of more than sixteen bytes") == second)
    #expect(catalog.symbolCount == 5)
  }

  @Test("Beyond so many bytes new texts and combinations are (other), and it says so")
  func byteLimit() {
    let limit = 1 << 20
    var catalog = Catalog(dimensions: [Dimension.feature, "user_id"], maxBytes: limit)
    func series(_ text: String) -> UInt32 {
      let symbols = [catalog.symbol("f"), catalog.symbol(text)]
      return symbols.withUnsafeBufferPointer { catalog.series($0) }
    }
    let first = series("first")
    #expect(!catalog.isLimited && first == 0)
    var number = 0
    while !catalog.isLimited, number < 100_000 {
      _ = series("a text of more than sixteen bytes \(number)")
      number += 1
    }
    #expect(1000..<100_000 ~= number && catalog.byteCount < 2 * limit)
    let bytes = catalog.byteCount
    let others = (0..<1000).map { series("another \($0)") }
    #expect(Set(others).count == 1 && catalog.byteCount < bytes + 4096)
    let feature = catalog.symbol("f")
    #expect(catalog.symbol(of: others[0], dimension: 0) == feature)
    #expect(catalog.symbol(of: others[0], dimension: 1) == Catalog.other)
    let again = series("first")
    #expect(again == first)
  }

  @Test("Every combination has one number, in the order of appearance, through all growth")
  func series() {
    for dimensions in [Dimension.history, Dimension.history + ["region"]] {
      var catalog = Catalog(dimensions: dimensions)
      var random = SeededRandom(seed: 4)
      var known: [[UInt32]: UInt32] = [:]
      for _ in 0..<5000 {
        let symbols = dimensions.map { _ in UInt32(random.next(below: 4)) }
        let number = symbols.withUnsafeBufferPointer { catalog.series($0) }
        #expect(number == known[symbols] ?? UInt32(known.count))
        known[symbols] = number
      }
      #expect(catalog.seriesCount == known.count)
      for (symbols, number) in known {
        for (index, symbol) in symbols.enumerated() {
          #expect(catalog.symbol(of: number, dimension: index) == symbol)
        }
      }
    }
  }

  @Test("Beyond the limit of combinations the feature is kept, then nothing")
  func seriesLimit() {
    var catalog = Catalog(dimensions: Dimension.history, maxSeries: 3)
    let symbols = (0..<20).map { catalog.symbol("feature \($0)") }
    let model = catalog.symbol("model")
    var numbers: [UInt32] = []
    for symbol in symbols {
      let parts = [symbol, 0, model, 0, 0]
      numbers.append(parts.withUnsafeBufferPointer { catalog.series($0) })
    }
    #expect(catalog.seriesCount == 7)
    #expect(catalog.symbol(of: numbers[2], dimension: 2) == model)
    #expect(catalog.symbol(of: numbers[3], dimension: 0) == symbols[3])
    #expect(catalog.symbol(of: numbers[3], dimension: 2) == Catalog.other)
    #expect(catalog.symbol(of: numbers[10], dimension: 0) == Catalog.other)
    #expect(numbers[6...].allSatisfy { $0 == numbers[6] })
  }
}
