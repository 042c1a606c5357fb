import Testing

@testable import SpendCore

@Suite struct UniqueArrayTests {
  private final class Counted {
    static nonisolated(unsafe) var alive = 0
    let number: Int

    init(_ number: Int) {
      self.number = number
      Self.alive += 1
    }

    deinit { Self.alive -= 1 }
  }

  @Test("Elements stay what they are while it grows, and go with it")
  func elements() {
    do {
      var table = UniqueArray<Counted>()
      for number in 0..<1000 { table.append(Counted(number)) }
      #expect(table.count == 1000 && table.indices.allSatisfy { table[$0].number == $0 })
      table[500] = Counted(-1)
      #expect(table.pointer(500).pointee.number == -1 && Counted.alive == 1000)
      table.removeAll()
      #expect(Counted.alive == 0 && table.indices.isEmpty)
      for number in 0..<10 { table.append(Counted(number)) }
      #expect(table[9].number == 9)
    }
    #expect(Counted.alive == 0)
  }

  @Test("It begins with as many of an element as are asked for")
  func repeating() {
    var table = UniqueArray(repeating: [1, 2], count: 3)
    table[1].append(3)
    table.append([])
    #expect(table.indices.map { table[$0] } == [[1, 2], [1, 2, 3], [1, 2], []])
    // Any number may be asked for ahead.
    for index in [0, 3, 4, 1000] { table.fetch(index) }
  }
}
