/// The calls in Python's repr that mean a number or a time; any other call is a value of no use.
///
/// What is read here has been scanned already, so it is known to be well formed.
enum PythonCall {
  typealias Position = UnsafePointer<UInt8>

  /// - Parameters:
  ///   - name: what is called.
  ///   - start: the first byte after the opening parenthesis.
  ///   - arguments: what was found from there on.
  /// - Complexity: O(length of the numbers of a date); nothing is scanned again.
  static func meaning(
    of name: ScannedValue, start: Position, _ arguments: PythonScanner.Arguments
  ) -> ScannedValue {
    var result = name
    result.next = arguments.next
    if PythonScanner.isName(name, "Decimal") || PythonScanner.isName(name, "decimal.Decimal") {
      guard let text = arguments.single, text.shape == .text else { return result }
      result.start = text.start
      result.end = text.end
      result.shape = .decimalCall
    } else if PythonScanner.isName(name, "datetime.datetime")
      || PythonScanner.isName(name, "datetime.date")
    {
      var reader = PythonCallReader(position: JSONScanner.skipSpace(start))
      guard let (microseconds, isNaive) = reader.moment(), reader.position == arguments.next else {
        return result
      }
      result.number = microseconds
      result.shape = isNaive ? .naiveMoment : .moment
    }
    return result
  }
}
