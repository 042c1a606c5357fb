package import SpendCore

/// What is added up for a stretch of time and a label set: the numbers that stand after the label
/// set in the body of a ``HistoryPart``. Sums are pinned to the range of 64 bits instead of
/// trapping, because a log line must never be able to stop the daemon.
protocol PartSums: Hashable, Sendable {
  /// Of the rows that hold it. Stored: numbers are never given to something else.
  static var layout: Int64 { get }
  /// No entry takes more bytes, its label set included.
  static var longestEntry: Int { get }

  init(reading reader: inout HistoryBodyReader) throws
  func write(to bytes: inout HistoryBytes)
  mutating func add(_ other: Self)
}

/// Layout 0: four numbers.
struct HistorySums: PartSums {
  var calls: Int64
  /// Nano-dollars.
  var spend: Int64
  var inputTokens: Int64
  var outputTokens: Int64

  static let layout: Int64 = 0
  /// One number of 32 bits and four of 64.
  static let longestEntry = 5 + 4 * 10

  mutating func add(_ other: HistorySums) {
    calls = Self.saturating(calls, other.calls)
    spend = Self.saturating(spend, other.spend)
    inputTokens = Self.saturating(inputTokens, other.inputTokens)
    outputTokens = Self.saturating(outputTokens, other.outputTokens)
  }

  private static func saturating(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? (a < 0 ? .min : .max) : sum
  }
}

extension HistorySums {
  @inline(__always)
  init(reading reader: inout HistoryBodyReader) throws {
    calls = try reader.signed()
    spend = try reader.signed()
    inputTokens = try reader.signed()
    outputTokens = try reader.signed()
  }

  @inline(__always)
  func write(to bytes: inout HistoryBytes) {
    bytes.write(zigzag: calls)
    bytes.write(zigzag: spend)
    bytes.write(zigzag: inputTokens)
    bytes.write(zigzag: outputTokens)
  }
}

/// Layout 1: which of nine numbers are not nothing, the lowest bit first, then these: calls without
/// a price, computed spend, included value, and the tokens by class in the order of `TokenClass`.
extension HistoryDetails: PartSums {
  static let layout: Int64 = 1
  static let longestEntry = 5 + 2 + 9 * 10

  private static let count = 9

  private subscript(number: Int) -> Int64 {
    get {
      switch number {
      case 0: unpricedCalls
      case 1: computed.nano
      case 2: included.nano
      default: tokens[TokenClass.allCases[number - 3]]
      }
    }
    set {
      switch number {
      case 0: unpricedCalls = newValue
      case 1: computed = Money(nano: newValue)
      case 2: included = Money(nano: newValue)
      default: tokens[TokenClass.allCases[number - 3]] = newValue
      }
    }
  }

  init(reading reader: inout HistoryBodyReader) throws {
    self.init()
    let mask = try reader.number()
    guard mask < 1 << Self.count else {
      throw DamagedRecord("a part of the history has details that nobody knows")
    }
    for number in 0..<Self.count where mask & 1 << number != 0 {
      self[number] = try reader.signed()
    }
  }

  func write(to bytes: inout HistoryBytes) {
    var mask: UInt64 = 0
    for number in 0..<Self.count where self[number] != 0 { mask |= 1 << number }
    bytes.write(mask)
    for number in 0..<Self.count where mask & 1 << number != 0 { bytes.write(zigzag: self[number]) }
  }
}

/// The sums of one label set; the stretch of time is that of the part it is in.
struct HistoryEntry<Sums: PartSums>: Hashable, Sendable {
  var labelSet: UInt32
  var sums: Sums
}

/// What a commit adds, as an entry.
protocol HistoryEntryMaking: HistoryAddition {
  associatedtype Sums: PartSums
  var sums: Sums { get }
}

extension HistoryDelta: HistoryEntryMaking {
  var sums: HistorySums {
    HistorySums(
      calls: calls, spend: spend.nano, inputTokens: inputTokens, outputTokens: outputTokens)
  }
}

extension HistoryDetailDelta: HistoryEntryMaking {
  var sums: HistoryDetails { details }
}
