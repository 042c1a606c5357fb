import SpendCore

/// A value of a status report with the way to it, so that an error can say what is missing.
struct StatusMember {
  typealias Malformed = StatusReport.Malformed

  private let value: JSONValue
  private let path: String

  init(_ value: JSONValue, path: String = "") {
    self.value = value
    self.path = path
  }

  private func member(_ name: String) -> StatusMember? {
    value[name].map { StatusMember($0, path: path.isEmpty ? name : "\(path).\(name)") }
  }

  private func require<T>(
    _ name: String, _ read: (StatusMember) throws(Malformed) -> T
  ) throws(Malformed) -> T {
    guard let member = member(name) else { throw Malformed(what: "no \(name) in \(path)") }
    return try read(member)
  }

  private func expect<T>(_ found: T?, _ kind: String) throws(Malformed) -> T {
    guard let found else { throw Malformed(what: "\(path) is not \(kind)") }
    return found
  }

  func text() throws(Malformed) -> String { try expect(value.text, "a text") }
  func integer() throws(Malformed) -> Int64 { try expect(value.integer, "an integer") }

  func object(_ name: String) throws(Malformed) -> StatusMember {
    try require(name) { (member) throws(Malformed) in member }
  }

  func text(_ name: String) throws(Malformed) -> String {
    try object(name).text()
  }

  func integer(_ name: String) throws(Malformed) -> Int64 {
    try object(name).integer()
  }

  func bool(_ name: String) throws(Malformed) -> Bool {
    let member = try object(name)
    return try member.expect(member.value.bool, "true or false")
  }

  func optionalText(_ name: String) -> String? { value[name]?.text }

  func word<T: RawRepresentable>(_ name: String) throws(Malformed) -> T
  where T.RawValue == String {
    let member = try object(name)
    return try member.expect(T(rawValue: try member.text()), "a word that is known")
  }

  func money(_ name: String) throws(Malformed) -> Money {
    let member = try object(name)
    let text = try member.text()
    // Sums of differences can be below zero, which no cost of an event is.
    if text.hasPrefix("-"), case .amount(let amount) = Money.reading(text.dropFirst().utf8) {
      return Money(nano: -amount.nano)
    }
    guard case .amount(let amount) = Money.reading(text.utf8) else {
      throw Malformed(what: "\(member.path) is not an amount")
    }
    return amount
  }

  /// A number with one decimal, in tenths.
  func tenths(_ name: String) throws(Malformed) -> Int64 {
    let member = try object(name)
    guard case .number(let text) = member.value else {
      throw Malformed(what: "\(member.path) is not a number")
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts.count == 2 ? "\(parts[0])\(parts[1].prefix(1))" : "\(text)0"
    return try member.expect(Int64(digits), "a number with one decimal")
  }

  func time(_ name: String) throws(Malformed) -> Timestamp {
    let member = try object(name)
    return try member.expect(Timestamp(statusText: try member.text()), "a time")
  }

  /// Also nil where the key is not there.
  func optionalTime(_ name: String) throws(Malformed) -> Timestamp? {
    switch value[name] {
    case .null?, nil: nil
    default: try time(name)
    }
  }

  func optionalInteger(_ name: String) throws(Malformed) -> Int64? {
    value[name] == nil ? nil : try integer(name)
  }

  func optionalMoney(_ name: String) throws(Malformed) -> Money? {
    value[name] == nil ? nil : try money(name)
  }

  func optionalBool(_ name: String) throws(Malformed) -> Bool? {
    value[name] == nil ? nil : try bool(name)
  }

  func optionalObject(_ name: String) -> StatusMember? { member(name) }

  func list<T>(
    _ name: String, _ read: (StatusMember) throws(Malformed) -> T
  ) throws(Malformed) -> [T] {
    let member = try object(name)
    var list: [T] = []
    for element in try member.expect(member.value.elements, "a list") {
      list.append(try read(StatusMember(element, path: "\(member.path)[\(list.count)]")))
    }
    return list
  }

  func members<T>(
    _ name: String, _ read: (String, StatusMember) throws(Malformed) -> T
  ) throws(Malformed) -> [T] {
    let member = try object(name)
    var list: [T] = []
    for entry in try member.expect(member.value.members, "an object") {
      let inner = StatusMember(entry.value, path: "\(member.path).\(entry.name)")
      list.append(try read(entry.name, inner))
    }
    return list
  }
}

extension Timestamp {
  /// Reads what ``description`` and ``secondsText`` write; years may have a sign and any number of
  /// digits.
  init?(statusText text: String) {
    guard text.hasSuffix("Z") else { return nil }
    let halves = text.dropLast().split(separator: "T")
    guard halves.count == 2 else { return nil }
    let isBefore = halves[0].hasPrefix("-")
    let date = halves[0].split(separator: "-").compactMap { Int64($0) }
    let clock = halves[1].split(whereSeparator: { $0 == ":" || $0 == "." })
    let numbers = clock.compactMap { Int64($0) }
    guard date.count == 3, (3...4).contains(clock.count), numbers.count == clock.count,
      date[0] < 400_000, (1...12).contains(date[1]), (1...31).contains(date[2]),
      numbers.allSatisfy({ (0...999).contains($0) }),
      numbers.count == 3 || clock[3].utf8.count == 3
    else { return nil }
    let day = CivilDate(year: isBefore ? -date[0] : date[0], month: date[1], day: date[2])
    let seconds = numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
    let time = Timestamp(seconds: 0).advanced(bySeconds: day.dayNumber * 86_400 + seconds)
    let millis = numbers.count == 4 ? numbers[3] : 0
    self.init(microseconds: time.microseconds + (time.microseconds < .max ? millis * 1000 : 0))
  }
}
