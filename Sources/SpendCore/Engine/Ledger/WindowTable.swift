/// The windows by number, found by rule and group. Numbers of windows that are gone are empty
/// places.
///
/// Reading and writing through the subscript copies a window, which is for everything that happens
/// seldom; the path of every event goes to `slots` and changes what stands there, because a copy is
/// a dozen reference counts.
struct WindowTable: ~Copyable {
  /// An empty place has no rule.
  var slots = UniqueArray<SpendWindow>()
  /// By number: the sweep (``Ledger/sweepNumber(_:)``) before which none has anything to do with
  /// what is there. What happens seldom makes it due at once; events only put it off.
  var nextSweeps: [Int64] = []
  private(set) var index: WindowIndex
  /// Numbers of windows that were removed, which no series leads to.
  private var freeNumbers: [Int] = []
  /// Those that a series may still lead to: it finds the place empty and looks
  /// for its windows anew.
  private var retiredNumbers: [Int] = []

  private static let empty = SpendWindow(rule: -1, group: [])

  init(hashSeed: UInt64) { index = WindowIndex(seed: hashSeed) }

  /// - Parameter taken: numbers that windows are going to be put under, each once.
  init(taken: [Int], hashSeed: UInt64) {
    let count = taken.reduce(0) { max($0, $1 + 1) }
    slots = UniqueArray(repeating: WindowTable.empty, count: count)
    nextSweeps = [Int64](repeating: .min, count: count)
    index = WindowIndex(seed: hashSeed)
    var isTaken = [Bool](repeating: false, count: count)
    for number in taken { isTaken[number] = true }
    freeNumbers = (0..<count).filter { !isTaken[$0] }.reversed()
  }

  var count: Int { slots.count }
  /// Of windows that are found.
  var liveCount: Int { index.count }
  var indices: Range<Int> { slots.indices }

  subscript(number: Int) -> SpendWindow? {
    get { slots[number].rule < 0 ? nil : slots[number] }
    set {
      slots[number] = newValue ?? WindowTable.empty
      nextSweeps[number] = .min
    }
  }

  /// As through the subscript, without a copy.
  mutating func put(_ window: consuming SpendWindow, _ number: Int) {
    slots[number] = consume window
    nextSweeps[number] = .min
  }

  mutating func append(_ window: consuming SpendWindow) {
    slots.append(consume window)
    nextSweeps.append(.min)
  }

  /// Its number, if it was entered. O(values of the group).
  func find(_ rule: Int, _ group: [UInt32]) -> Int? {
    index.find(index.hash(rule, group)) { number in
      let window = slots.pointer(number)
      return window.pointee.rule == rule && window.pointee.group == group
    }
  }

  /// Whoever asks for its rule and group finds the window from now on.
  ///
  /// - Precondition: there is no other of them.
  mutating func enter(_ number: Int, _ rule: Int, _ group: [UInt32]) {
    index.add(number, index.hash(rule, group))
  }

  mutating func leave(_ number: Int, _ rule: Int, _ group: [UInt32]) {
    index.remove(number, index.hash(rule, group))
  }

  /// A number for a window that is new: of one that is gone, or the next one.
  mutating func reuseNumber() -> Int { freeNumbers.popLast() ?? count }

  /// A number that no window is under after all.
  mutating func free(_ number: Int) { freeNumbers.append(number) }

  /// The window of a number is gone, and series may lead to it.
  mutating func retire(_ number: Int) { retiredNumbers.append(number) }

  var retiredCount: Int { retiredNumbers.count }

  /// No series leads to a window that is gone any more.
  mutating func freeRetired() {
    freeNumbers += retiredNumbers
    retiredNumbers.removeAll()
  }

  /// The groups have other symbols now.
  mutating func enterAnew() {
    index = WindowIndex(seed: index.seed)
    for number in indices where slots[number].rule >= 0 {
      enter(number, slots[number].rule, slots[number].group)
    }
  }
}
