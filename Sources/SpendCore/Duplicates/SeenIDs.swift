import CVectorLoads

/// The ids of calls that were accepted, in the order in which they came, so that a call that is
/// logged again is not counted again (Semantics, Duplicates).
///
/// An id is known from its first call on until `position` is 48 hours past it, and at most so many
/// are; the first that came are the first to be forgotten. A call has the id of another one if
/// their times are at most 24 hours apart; so the same id may stand here more than once, but no
/// more than four times: the earliest of more is over 48 hours from the latest.
///
/// 24 bytes an id, and 5.9 to 7.7 for finding it (Robin Hood hashing, Celis 1986: a place says how
/// far it is from where its id belongs, so ids that belong elsewhere are passed over unseen, and
/// taking one away moves others back instead of leaving a hole behind). Finding, adding and
/// forgetting are O(1) on average, whatever the ids are: where one belongs is not to be guessed.
package struct SeenIDs: ~Copyable {
  /// What became of a call.
  package enum Outcome: Equatable, Sendable {
    /// Nobody has seen its id.
    case new
    /// Its id was counted. What it costs beyond the one before, and where the call grows also what
    /// it has more tokens.
    case repeated(excess: Money, inputTokens: Int64, outputTokens: Int64)
  }

  /// What a call that grows has counted so far.
  struct Tokens: Equatable, Sendable {
    var input: Int64
    var output: Int64
  }

  /// Numbers of the ids that are known: they are given in the order in which ids come.
  var first: UInt64 = 0
  var next: UInt64 = 0
  package var count: Int { Int(next - first) }
  /// Of calls that grow, by number.
  var tokens: [UInt64: Tokens] = [:]
  /// Ids that were forgotten because there were too many, and calls that came so late that theirs
  /// may have been.
  package var forgotten: Int64 = 0
  package private(set) var most: Int

  /// `pieceLength` entries each, of the numbers from `first` rounded down on.
  private var pieces: [UnsafeMutablePointer<Entry>] = []
  private static let pieceLength: UInt64 = 1024

  /// Places of five bytes. The lower six bits of the first say how far the place is from
  /// where its id belongs, plus 1 (0: it is free); the two above are of the id's hash, so
  /// that of three others out of four the entry need not be looked at. The others are the
  /// lowest 32 bits of the number.
  private var places: UnsafeMutablePointer<UInt8>
  private var placeCount = 0
  private static let placeBytes = 5
  private static let distanceMask: UInt8 = 63
  private let seed: UInt64
  /// What the state does not have yet; see `SeenIDs+Records.swift`.
  var changes = Changes()

  /// - Parameters:
  ///   - most: how many are kept; below 2³¹.
  ///   - seed: any number that whoever writes events does not know.
  package init(most: Int, seed: UInt64) {
    self.most = most
    self.seed = seed
    places = .allocate(capacity: 0)
  }

  deinit {
    places.deallocate()
    for piece in pieces { piece.deallocate() }
  }

  /// How much memory it has, without that of calls that grow.
  package var byteCount: Int {
    pieces.count * Int(Self.pieceLength) * MemoryLayout<Entry>.stride
      + placeCount * Self.placeBytes
  }

  /// Makes room for so many, but no more than ``most``, where none are yet: otherwise it is made as
  /// they come.
  package mutating func expect(_ count: Int) {
    guard next == 0, count > placeCount else { return }
    // A few more than said, since so many were only expected.
    setPlaces(min(count, most) / 16 * 20)
  }

  // MARK: Calls

  /// A call with an id comes.
  package mutating func meet(_ line: borrowing Line, _ id: EventID) -> Outcome {
    let seconds = Self.seconds(line.time)
    let known = find(id, near: seconds)
    if let number = known.near { return again(number, line, grows: id.grows) }
    // An id that comes again each day must not make a longer and longer row of itself.
    if known.count >= Self.mostOfOne, let earliest = known.earliest { drop(earliest) }
    let entry = Entry(id, seconds: seconds, cost: line.cost.nano)
    if known.count == 0 { add(entry, at: known.place, known.mark) } else { add(entry) }
    if id.grows {
      tokens[next - 1] = Tokens(input: line.inputTokens, output: line.outputTokens)
    }
    while count > most {
      // Those that nothing repeats any more would have gone anyway.
      let age = Self.difference(seconds, pointer(first).pointee.seconds)
      if age <= 2 * Self.nearSeconds { forgotten += 1 }
      forgetFirst()
    }
    return .new
  }

  private mutating func again(
    _ number: UInt64, _ line: borrowing Line, grows: Bool
  ) -> Outcome {
    let entry = pointer(number)
    var outcome = (excess: Money.zero, input: Int64(0), output: Int64(0))
    if line.cost.nano > entry.pointee.cost {
      outcome.excess = Money(nano: line.cost.nano - entry.pointee.cost)
      entry.pointee.cost = line.cost.nano
      changes.note(number)
    }
    if grows, let known = tokens[number] {
      outcome.input = max(0, line.inputTokens - known.input)
      outcome.output = max(0, line.outputTokens - known.output)
      if outcome.input > 0 || outcome.output > 0 {
        tokens[number] = Tokens(
          input: known.input + outcome.input, output: known.output + outcome.output)
        changes.note(number)
      }
    }
    return .repeated(
      excess: outcome.excess, inputTokens: outcome.input, outputTokens: outcome.output)
  }

  /// What a line is of a call.
  package enum Part: Equatable, Sendable {
    case call
    /// Of one that was counted: what it costs more, and has more tokens.
    case correction
    /// Nothing that is not counted.
    case nothing
  }

  /// Leaves in a line what is to be counted of it: all of a call; of a correction what is new, and
  /// that it is ``Flags/corrected``.
  package mutating func part(_ line: inout Line, _ id: EventID) -> Part {
    guard !id.isNone,
      case .repeated(let excess, let inputTokens, let outputTokens) = meet(line, id)
    else { return .call }
    guard excess > .zero || inputTokens > 0 || outputTokens > 0 else { return .nothing }
    (line.cost, line.inputTokens, line.outputTokens) = (excess, inputTokens, outputTokens)
    line.flags.insert(.corrected)
    line.flags.remove(.classes)
    return .correction
  }

  /// Another number of ids is kept.
  package mutating func setMost(_ most: Int) {
    self.most = most
    while count > most {
      forgetFirst()
      forgotten += 1
    }
  }

  /// Forgets ids of times before this one, as far as no younger one came before them; some at a
  /// time, so that nobody waits for it.
  package mutating func forget(before time: Timestamp) {
    let seconds = Self.seconds(time)
    var left = 16_384
    while count > 0, left > 0,
      Self.difference(seconds, pointer(first).pointee.seconds) > 0
    {
      forgetFirst()
      left -= 1
    }
  }

  /// Forgets ids with numbers below this one, which a state does not tell from those beside them.
  mutating func forget(upTo number: UInt64) {
    while count > 0, first < number { forgetFirst() }
  }

  /// Asks for the memory that ``meet(_:)`` is going to look at first.
  @inline(__always)
  func fetch(_ id: EventID) {
    guard placeCount > 0, !id.isNone else { return }
    cvl_prefetch(UnsafeRawPointer(places + home(hash(id.low, id.high)) &* Self.placeBytes))
  }

  /// The same for what it looks at then, where that was asked for before.
  @inline(__always)
  func fetchEntry(_ id: EventID) {
    guard placeCount > 0, !id.isNone else { return }
    let hash = hash(id.low, id.high)
    let place = home(hash)
    // One that belongs here stands here, or not far after.
    if mark(place) == Self.mark(hash) { cvl_prefetch(pointer(number(place))) }
  }

  // MARK: Times

  private static func seconds(_ time: Timestamp) -> UInt64 {
    UInt64(bitPattern: time.seconds) & Entry.secondsMask
  }

  /// a − b of the lowest 30 bits of two times: less than 17 years.
  private static func difference(_ a: UInt64, _ b: UInt64) -> Int64 {
    let difference = Int64((a &- b) & Entry.secondsMask)
    return difference < 1 << 29 ? difference : difference - 1 << 30
  }

  private static let nearSeconds: Int64 = 24 * 3600

  // MARK: Entries

  @inline(__always)
  func pointer(_ number: UInt64) -> UnsafeMutablePointer<Entry> {
    let offset = number &- first / Self.pieceLength * Self.pieceLength
    return pieces[Int(offset / Self.pieceLength)] + Int(offset % Self.pieceLength)
  }

  mutating func add(_ entry: Entry) {
    let hash = hash(entry.low, entry.highAndCost & EventID.highMask)
    add(entry, at: home(hash), Self.mark(hash))
  }

  /// - Parameters:
  ///   - place: where to begin looking for a free one.
  ///   - mark: what it says there.
  private mutating func add(_ entry: Entry, at place: Int, _ mark: UInt8) {
    if next % Self.pieceLength == 0 || pieces.isEmpty {
      pieces.append(.allocate(capacity: Int(Self.pieceLength)))
    }
    next += 1
    pointer(next - 1).initialize(to: entry)
    guard !entry.isDropped else { return }
    if count * 20 > placeCount * 17 || !insert(next - 1, at: place, mark) { grow() }
  }

  mutating func forgetFirst() {
    if !pointer(first).pointee.isDropped { remove(first) }
    tokens[first] = nil
    first += 1
    guard first % Self.pieceLength == 0 else { return }
    pieces.removeFirst().deallocate()
  }

  /// Leaves an id where it stands in the order, and finds it no more.
  private mutating func drop(_ number: UInt64) {
    remove(number)
    tokens[number] = nil
    pointer(number).pointee.low = 0
    changes.note(number)
  }

  // MARK: Places

  @inline(__always)
  private func hash(_ low: UInt64, _ high: UInt64) -> UInt64 {
    SWAR.fold(low ^ seed, high ^ 0xE703_7ED1_A0B4_28DB)
  }

  @inline(__always)
  private func home(_ hash: UInt64) -> Int {
    Int(hash.multipliedFullWidth(by: UInt64(placeCount)).high)
  }

  /// What is said of an id in the place where it belongs; one more in each that is further away.
  @inline(__always)
  private static func mark(_ hash: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: hash &<< 6) | 1
  }

  @inline(__always)
  private func next(_ place: Int) -> Int { place &+ 1 == placeCount ? 0 : place &+ 1 }

  @inline(__always)
  private func mark(_ place: Int) -> UInt8 { places[place &* Self.placeBytes] }

  @inline(__always)
  private func number(_ place: Int) -> UInt64 {
    let low = UnsafeRawPointer(places + (place &* Self.placeBytes &+ 1))
      .loadUnaligned(as: UInt32.self)
    return first &+ UInt64(low &- UInt32(truncatingIfNeeded: first))
  }

  private func set(_ place: Int, _ mark: UInt8, _ number: UInt64) {
    places[place &* Self.placeBytes] = mark
    UnsafeMutableRawPointer(places + (place &* Self.placeBytes &+ 1))
      .storeBytes(of: UInt32(truncatingIfNeeded: number), as: UInt32.self)
  }

  private struct Found {
    /// The first that came within 24 hours: what is found must not depend on the places.
    var near: UInt64?
    /// Of all times.
    var count = 0
    var earliest: UInt64?
    /// Where another one of the id would stand, and what it says there.
    var place = 0
    var mark: UInt8 = 0
    fileprivate var least = Int64.max
  }

  private static let mostOfOne = 4

  private func find(_ id: EventID, near seconds: UInt64) -> Found {
    var found = Found()
    guard placeCount > 0 else { return found }
    let hash = hash(id.low, id.high)
    found.place = home(hash)
    found.mark = Self.mark(hash)
    while true {
      let mark = mark(found.place)
      guard mark & Self.distanceMask >= found.mark & Self.distanceMask else { return found }
      if mark == found.mark {
        let number = number(found.place)
        let entry = pointer(number)
        if entry.pointee.low == id.low, entry.pointee.highAndCost & EventID.highMask == id.high {
          let distance = Self.difference(entry.pointee.seconds, seconds)
          if abs(distance) <= Self.nearSeconds { found.near = min(found.near ?? number, number) }
          found.count += 1
          if distance < found.least { (found.least, found.earliest) = (distance, number) }
        }
      }
      guard found.mark & Self.distanceMask < Self.distanceMask else { return found }
      found.mark += 1
      found.place = next(found.place)
    }
  }

  /// False: some id would be too far away from where it belongs, and is nowhere now.
  private func insert(_ number: UInt64, at place: Int, _ mark: UInt8) -> Bool {
    var (number, place, mark) = (number, place, mark)
    while true {
      let there = self.mark(place)
      if there == 0 {
        set(place, mark, number)
        return true
      }
      if there & Self.distanceMask < mark & Self.distanceMask {
        let other = self.number(place)
        set(place, mark, number)
        (number, mark) = (other, there)
      }
      guard mark & Self.distanceMask < Self.distanceMask else { return false }
      mark += 1
      place = next(place)
    }
  }

  /// More places, and every id into its own.
  private mutating func grow() {
    var wanted = placeCount
    repeat {
      wanted = max(64, wanted * 13 / 10)
      setPlaces(wanted)
    } while !insertAll()
  }

  /// So many places, all of them free.
  private mutating func setPlaces(_ count: Int) {
    places.deallocate()
    placeCount = count
    places = .allocate(capacity: count * Self.placeBytes)
    places.initialize(repeating: 0, count: count * Self.placeBytes)
  }

  private func insertAll() -> Bool {
    for number in first..<next {
      let ahead = number + 16
      if ahead < next { fetch(pointer(ahead).pointee.id) }
      let entry = pointer(number).pointee
      if entry.isDropped { continue }
      let hash = hash(entry.low, entry.highAndCost & EventID.highMask)
      guard insert(number, at: home(hash), Self.mark(hash)) else { return false }
    }
    return true
  }

  private func remove(_ number: UInt64) {
    let entry = pointer(number).pointee
    var place = home(hash(entry.low, entry.highAndCost & EventID.highMask))
    while self.number(place) != number || mark(place) == 0 { place = next(place) }
    while true {
      let following = next(place)
      let mark = mark(following)
      guard mark & Self.distanceMask > 1 else { break }
      set(place, mark - 1, self.number(following))
      place = following
    }
    set(place, 0, 0)
  }
}
