/// The calls in Python's repr that mean a number or a time; any other call is a value of no use.
///
/// What is read here has been scanned already, so it is known to be well formed.
enum PythonCall {
  typealias Position = UnsafePointer<UInt8>

  /// - Parameters:
  ///   - name: what is called.
  ///   - arguments: behind the opening parenthesis.
  ///   - next: behind the closing one.
  static func meaning(
    of name: ScannedValue, arguments: Position, next: Position
  ) -> ScannedValue {
    var result = name
    result.next = next
    if PythonScanner.isName(name, "Decimal") || PythonScanner.isName(name, "decimal.Decimal") {
      guard let text = PythonScanner.value(JSONScanner.skipSpace(arguments), depth: 0),
        text.shape == .text, JSONScanner.skipSpace(text.next) + 1 == next
      else { return result }
      result.start = text.start
      result.end = text.end
      result.shape = .decimalCall
    } else if PythonScanner.isName(name, "datetime.datetime")
      || PythonScanner.isName(name, "datetime.date")
    {
      var reader = PythonCallReader(position: JSONScanner.skipSpace(arguments))
      guard let (microseconds, isNaive) = reader.moment(), reader.position == next else {
        return result
      }
      result.number = microseconds
      result.shape = isNaive ? .naiveMoment : .moment
    }
    return result
  }
}
