/// The calls and objects in Python's repr that mean a number, a text or a time; any other
/// is a value of no use.
///
/// What is read here has been scanned already, so it is known to be well formed.
enum PythonCall {
  typealias Position = UnsafePointer<UInt8>

  private static let numbers: Set<String> = [
    "Decimal", "float16", "float32", "float64", "float128", "longdouble", "half", "single",
    "double", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "intc",
    "uintc", "longlong", "ulonglong", "int_", "float_",
  ]
  /// Of one argument, which is a dict, and print as what they are made of.
  static let dicts: Set<String> = [
    "OrderedDict", "mappingproxy", "frozendict", "immutabledict", "Box",
  ]
  private static let texts: Set<String> = ["str_", "UUID", "ObjectId"]
  private static let moments: Set<String> = [
    "datetime", "date", "DateTime", "Date", "FakeDatetime", "FakeDate", "DatetimeWithNanoseconds",
  ]
  private static let momentTexts: Set<String> = ["Timestamp", "datetime64", "Instant"]

  /// - Parameters:
  ///   - name: what is called; its module before a point does not matter.
  ///   - start: the first byte after the opening parenthesis.
  ///   - arguments: what was found from there on.
  /// - Complexity: O(length of the name and of the numbers of a date); nothing is scanned again.
  static func meaning(
    of name: ScannedValue, start: Position, _ arguments: PythonScanner.Arguments
  ) -> ScannedValue {
    var result = name
    result.next = arguments.next
    let called = String(
      decoding: name.text.reversed().prefix { $0 != UInt8(ascii: ".") }.reversed(), as: UTF8.self)
    if let argument = arguments.first, arguments.count == 1 {
      if numbers.contains(called) { return number(argument, result) }
      if dicts.contains(called), argument.shape == .object { return content(of: argument, result) }
      if texts.contains(called), argument.isText { return content(of: argument, result) }
      if called == "bool_" || called == "bool" {
        result.shape =
          argument.shape == .boolTrue || argument.shape == .boolFalse
          ? argument.shape : .other
        return result
      }
    }
    if momentTexts.contains(called), let argument = arguments.first, argument.shape == .text {
      (result.start, result.end, result.shape) = (argument.start, argument.end, .momentText)
    } else if moments.contains(called) {
      var reader = PythonCallReader(position: JSONScanner.skipSpace(start))
      guard let (microseconds, isNaive) = reader.moment(zone: arguments.zone),
        reader.position == arguments.next
      else { return result }
      result.number = microseconds
      result.shape = isNaive ? .naiveMoment : .moment
      result.isFolded = reader.isFolded
      if !isNaive, let name = reader.zoneName {
        // Resolved by whoever knows zones: the name of one takes the place of the call's.
        (result.start, result.end, result.shape) = (name.start, name.end, .zonedMoment)
      }
    }
    return result
  }

  private static func number(_ argument: ScannedValue, _ call: ScannedValue) -> ScannedValue {
    switch argument.shape {
    case .integer, .float, .text:
      var result = call
      (result.start, result.end, result.shape) = (argument.start, argument.end, .decimalCall)
      return result
    case .notFinite, .boolTrue, .boolFalse, .null: return content(of: argument, call)
    default: return call
    }
  }

  private static func content(of argument: ScannedValue, _ call: ScannedValue) -> ScannedValue {
    var result = argument
    result.next = call.next
    return result
  }

  /// `<Arrow [2026-11-27T23:30:00+00:00]>` and `<NA>`; others are of no use.
  static func object(_ start: Position, end: Position) -> ScannedValue {
    var result = ScannedValue(shape: .other, start: start, end: end, next: end)
    if end - start > 10, starts(start, "<Arrow ["), end[-2] == UInt8(ascii: "]") {
      (result.start, result.end, result.shape) = (start + 8, end - 2, .momentText)
    } else if end - start == 4, starts(start, "<NA>") {
      result.shape = .null
    }
    return result
  }

  private static func starts(_ p: Position, _ text: StaticString) -> Bool {
    (0..<text.utf8CodeUnitCount).allSatisfy { p[$0] == text.utf8Start[$0] }
  }
}
