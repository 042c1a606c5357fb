/// Makes lines that are nearly right: the hard cases for a decoder, from a seed.
package struct LineMutator {
  private var random: SeededRandom
  private let seeds: [[UInt8]]

  /// - Parameter seeds: lines without their line feeds to start from.
  package init(seed: UInt64, seeds: [[UInt8]]) {
    random = SeededRandom(seed: seed)
    self.seeds = seeds
  }

  /// A line, without a line feed at its end, after nought to three changes; or the parts of one
  /// that a container runtime has cut.
  package mutating func next() -> [UInt8] {
    var line = seeds[random.next(below: seeds.count)]
    for _ in 0..<random.next(below: 4) { mutate(&line) }
    if random.next(below: 12) == 0 { line = wrapped(line) }
    if random.next(below: 8) == 0 { glue(&line) }
    line.removeAll { $0 == UInt8(ascii: "\n") }
    return random.next(below: 16) == 0 ? cut(line) : line
  }

  /// As docker's json-file has it.
  private func wrapped(_ line: [UInt8]) -> [UInt8] {
    let text = line.filter { $0 >= 0x20 }.flatMap { byte -> [UInt8] in
      byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
        ? [UInt8(ascii: "\\"), byte] : [byte]
    }
    return Array("{\"log\":\"".utf8) + text
      + Array("\\n\",\"stream\":\"stdout\",\"time\":\"2026-05-01T12:34:56Z\"}".utf8)
  }

  /// What stands between two that share a line.
  private static let seams: [String] = [
    "", " ", ";", ",", "\0\0", " words ", "INFO:root:", "2026-05-01 12:34:56,789 INFO ",
    "2026-05-01T12:34:56Z stdout F ", "2026-05-01T12:34:56Z stderr P ", "{req-17} ", "{{ ",
    "{'a'} ",
    " user said: ", "\"}", "} ",
  ]

  /// Puts another one, or itself, after what is left of the line.
  private mutating func glue(_ line: inout [UInt8]) {
    let other = random.next(below: 3) == 0 ? line : seeds[random.next(below: seeds.count)]
    if random.next(below: 3) == 0 { line = Array(line[..<random.next(below: line.count + 1)]) }
    line += Array(Self.seams[random.next(below: Self.seams.count)].utf8)
    line += random.next(below: 6) == 0 ? wrapped(other) : other
  }

  /// In two to four parts, each a line: cut where there is a byte of a character of several, if
  /// there is one.
  private mutating func cut(_ line: [UInt8]) -> [UInt8] {
    let inside = line.indices.filter { line[$0] & 0xC0 == 0x80 }
    var cuts: [Int] = []
    for _ in 0...random.next(below: 3) {
      cuts.append(
        inside.isEmpty || random.next(below: 3) == 0
          ? random.next(below: line.count + 1) : inside[random.next(below: inside.count)])
    }
    let ends = cuts.sorted() + [line.count]
    var start = 0
    return Array(
      ends.enumerated().map { place, end -> [UInt8] in
        defer { start = end }
        let tag = place == ends.count - 1 ? "F" : "P"
        return Array("2026-05-01T12:34:56Z stdout \(tag) ".utf8) + line[start..<end]
      }.joined(separator: [UInt8(ascii: "\n")]))
  }

  /// Pieces that mean something to one of the grammars.
  private static let pieces: [String] = [
    "\"", "'", "\\", "{", "}", "[", "]", ",", ":", " ", "\t", "\r", "\0", "0", "-", "+", ".", "e",
    "E5", "1e-10", "null", "true", "None", "True", "nan", "-inf", "\\u0041", "\\ud83d", "\\ude00",
    "\\u00", "\\x41", "\\U0001F600", "\\n", "\\'", "\u{1F}", "\u{7F}", "ü", "€", "😀", "\u{FEFF}",
    ",\"cost_usd\":1", ",\"cost_usd\":null", "\"cost\\u005fusd\":", "\"timestamp\":", "\"\"",
    "Decimal('0.5')", "datetime.datetime(2026, 5, 1)", "set()", "b'x'", "(1,)", "{1, 2}",
    "12345678901234567890", "0.00000000050000000000000001", "2026-02-30", "24:00", ":60", "Z", "z",
    "+05:30", "+0530", "INFO:root:", "usage", "cost", "  ", "[[[[", "{\"a\":",
    "\"usage\":{\"cost\":2}", "\"usage.cost\":3", "NaN", "Infinity", "-Infinity", "\u{1B}[32m",
    "\u{1B}[0m", "<A.B: 'x'>", "<A.B: 1>", "<f at 0x1>", "<bound <a.A object>>", "...",
    "np.float64(",
    "<UTC>", "tzinfo=", "Ellipsis", "array([1., .5])", "dtype=float32", "2j", "user said: ",
    "INFO chat: ", "2026-05-01T12:34:56Z stdout F ", "2026-05-01T12:34:56Z stdout P ",
    "2026-05-01T12:34:56.7Z stderr F ", "<13>May  1 12:34:56 host app[1]: ",
    "<134>1 2026-05-01T12:34:56Z host app 12 - - ", "May  1 12:34:56 host app: ", "} {", "}{",
    "},{",
    "[{", "}]", "},", "}\0", "\"log\":\"",
    "\\n\",\"stream\":\"stdout\",\"time\":\"2026-05-01T1:02:03Z\"",
    "\"msg\":\"{\\\"cost_usd\\\":1,\\\"model\\\":\\\"m\\\"}\"", "\"record\":{\"message\":\"{}\"}",
    "\"time\":", "(Eastern", " UTC", "GMT-0500", "−05:00", "[Europe/Berlin]",
    "{'model':'m','cost_usd':1}", "OrderedDict(", "OrderedDict({", "frozendict.frozendict(", " | ",
    "fold=1, ", "TzInfo(+02:00)", "x y", "'s ", " <= ",
    "{\"model\":\"m\",\"cost_usd\":1}", "{\"timestamp\":0,\"feature_name\":\"f\",\"cost_usd\":2}",
  ]

  /// Values to stand where another one stood.
  private static let values: [String] = [
    "0", "-0", "-1", "1.5", "1e3", "1E-3", "0.1234567895", "0.12345678950000000000000000000000001",
    "1000000", "1000000.000000001", "99999999999", "100000000000", "1746102896789", "-86400.5",
    "1746102896789012", "1746102896789012345", "9223372036854775807", "9223372036854775808",
    "1e400", "1e-400", "0.00000000050", "0.0000000015", "123456789.123456789012345678", "00",
    "01.5",
    "\"\"", "\" \"", "\"1.5\"", "\" 7 \"", "\"-1\"", "\"1e5\"", "\".5\"", "\"5.\"", "\"+5\"",
    "\"0x10\"",
    "\"nan\"", "\"2026-05-01T12:34:56Z\"", "\"2026-05-01T12:34:56.7890123456+00:00\"",
    "\"2024-02-29 23:59:60,5-0330\"", "\"2026-05-01T12:34\"", "\"2026-05-01t12:34:56.1234567z\"",
    "\"0000-01-01\"", "\"9999-12-31T23:59:59.999999999Z\"", "\"2026-03-29T02:30:00\"", "null",
    "true",
    "false", "{}", "[]", "{\"cost\":1}", "[null,true]", "'a'", "'2026-05-01'", "None", "True",
    "(1, 2)",
    "Decimal('1.5')", "Decimal('-1')", "\"a\\u0062c\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"",
    "\"caf\u{E9}\"",
    "\"NaN\"", "\"-inf\"", "NaN", "-Infinity", "123.0", "-0.0", "1.50", "1e2",
    "{\"$date\":\"2026-05-01\"}",
    "{\"$date\":{\"$numberLong\":\"1746102896789\"}}", "{\"seconds\":1746102896,\"nanos\":5000}",
    "{\"repr\":\"x\",\"timestamp\":1746102896.5}", "\"Fri, 01 May 2026 12:34:56 GMT\"",
    "\"Fri May  1 12:34:56 2026\"", "\"Fri May 1 2026 12:34:56 GMT-0500 (Eastern)\"",
    "\"Fri May  1 12:34:56 UTC 2026\"", "\"01/May/2026:12:34:56 +0200\"", "\"20260501T123456Z\"",
    "\"2026/05/01 12:34:56.5\"", "\"2026-05-01 12:34:56.5 -0500 EST m=+0.1\"",
    "\"2026-05-01T12:34:56+02:00[Europe/Berlin]\"", "\"2026-05-01T12:34:56[Europe/Berlin]\"",
    "\"2026-05-01T24:00:00Z\"", "\"2026-05-01T12:34:56−05:00\"", "\"2026-05-01 1:02:03 PM\"",
    "\"May 1, 2026 1:02 PM\"", "\"1-May-26 01:02:03 CET\"", "\"/Date(1746102896789)/\"",
    "\"/Date(-5+0100)/\"", "\"01/05/2026\"", "<P.H: 'high'>", "<P.H|L: 3>", "np.float64(0.5)",
    "np.int64(7)", "np.float64(nan)", "Decimal('NaN')", "UUID('ab')", "np.str_('ab')", "np.True_",
    "Timestamp('2026-05-01 12:34:56+0000', tz='UTC')", "np.datetime64('2026-05-01T12:34:56')",
    "datetime.datetime(2026, 5, 1, 12, 34, tzinfo=<UTC>)",
    "datetime.datetime(2026, 5, 1, 12, 34, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))",
    "datetime.datetime(2026, 5, 1, tzinfo=<DstTzInfo 'America/New_York' EDT-1 day, 20:00:00 DST>)",
    "datetime.datetime(2026, 5, 1, tzinfo=<DstTzInfo 'Europe/Berlin' CEST+2:00:00 DST>)",
    "datetime.datetime(2026, 5, 1, tzinfo=TzInfo(-18000))",
    "DateTime(2026, 5, 1, tzinfo=Timezone('UTC'))",
    "datetime.datetime(2026, 5, 1, tzinfo=tzoffset(None, -18000))",
    "<Arrow [2026-05-01T12:34:56+00:00]>",
    "datetime.datetime(2026, 5, 1, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'X'))",
    "datetime.datetime(2026, 5, 1, tzinfo=tzlocal())", "datetime.datetime(2026, 5, 1, 12, 34)",
    "datetime.datetime(2026, 2, 30)", "uuid.UUID('a')", "\"datetime.datetime(2026, 5, 1, 12, 34)\"",
    "\"np.datetime64('2026-05-01T12:34:56')\"", "\"Timestamp('2026-05-01 12:34', tz='UTC')\"",
    "\"datetime.datetime(2026, 5, 1, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))\"",
    "\"<Arrow [2026-05-01T12:34:56+00:00]>\"", "\"[20/Nov/2026:13:34:56 +0100]\"",
    "\"datetime.datetime(2026, 2, 30)\"", "\"[2026-05-01 12:34:56,7]\"",
    "datetime.datetime(2026, 5, 1, tzinfo=TzInfo(+02:00))",
    "datetime.datetime(2026, 5, 1, tzinfo=TzInfo(-05:30))",
    "datetime.datetime(2026, 5, 1, tzinfo=tzstr('EST5EDT'))",
    "datetime.datetime(2026, 5, 1, tzinfo=FixedOffset(offset=datetime.timedelta(seconds=7200)))",
    "datetime.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo(key='Europe/Berlin'))",
    "datetime.datetime(2026, 10, 25, 2, 30, fold=1)", "datetime.datetime(2026, 3, 29, 2, 30)",
    "datetime.datetime(2026, 3, 29, 2, 30, fold=1, tzinfo=tzlocal())", "[1746102896, 5000]",
    "(1746102896, 5000)", "[1746102896,1000000000]", "list[int]", "int | None", "12:30", "1 m / s",
    "Foo(a+b, x/y, 50%, 12:30)", "Foo(it's [a, 'b, )'] c, d=1 m, e)", "[1 2, -a, 007]", "{a b, c}",
    "OrderedDict({'cost': 2})", "collections.OrderedDict({})", "OrderedDict([('a', 1)])",
    "1000000000", "1000000001", "1.5e9", "1e18",
  ]

  /// What opens a value inside a value, with what closes it: a reader that looks twice at each
  /// takes twice as long for every level.
  private static let nests: [(open: String, close: String)] = [
    ("Decimal(", ")"), ("decimal.Decimal(", ")"), ("datetime.datetime(", ")"), ("[", "]"),
    ("(", ")"), ("{", "}"), ("{'a': ", "}"), ("{\"a\":", "}"), ("{'usage': ", "}"), ("f(a=", ")"),
    ("<A.B: ", ">"), ("<a ", ">"), ("<a [", "]>"), ("np.float64(", ")"), ("f(tzinfo=", ")"),
    ("[{\"a\":", "}]"), ("{\"a\":\"b", "\"}"), ("{\"$date\":", "}"),
    ("[Decimal(", ")]"), ("{1: Decimal([", "])}"), ("datetime.datetime(2026, tzinfo=", ")"),
    ("OrderedDict(", ")"), ("a b [", "]"), ("Foo(a ", ")"), ("[x | Foo(", ")]"), ("-inf(", ")"),
  ]

  /// A value in so many others, whole or torn.
  private mutating func nest() -> [UInt8] {
    let nest = Self.nests[random.next(below: Self.nests.count)]
    let depth = random.next(below: 60)
    let inner = Self.values[random.next(below: Self.values.count)]
    let closing = random.next(below: 3) == 0 ? random.next(below: depth + 1) : depth
    return Array(repeatElement(nest.open, count: depth).joined().utf8) + Array(inner.utf8)
      + Array(repeatElement(nest.close, count: closing).joined().utf8)
  }

  /// Puts a value where another one stood.
  private mutating func replaceValue(_ line: inout [UInt8], with value: [UInt8]) {
    let colons = line.indices.filter { line[$0] == UInt8(ascii: ":") }
    guard !colons.isEmpty else { return }
    let start = colons[random.next(below: colons.count)] + 1
    let end =
      line[start...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") }
      ?? line.endIndex
    line.replaceSubrange(start..<end, with: value)
  }

  private mutating func mutate(_ line: inout [UInt8]) {
    let index = random.next(below: line.count + 1)
    switch random.next(below: 14) {
    case 9, 10:
      // Another digit keeps the line what it is and changes what it says.
      let digits = line.indices.filter { line[$0] >= 0x30 && line[$0] <= 0x39 }
      guard !digits.isEmpty else { return }
      line[digits[random.next(below: digits.count)]] = UInt8(0x30 + random.next(below: 10))
    case 11, 12:
      replaceValue(&line, with: Array(Self.values[random.next(below: Self.values.count)].utf8))
    // Long lines, and so fewer of all.
    case 13 where random.next(below: 8) == 0: replaceValue(&line, with: nest())
    case 0 where index < line.count: line[index] ^= UInt8(1 << random.next(below: 8))
    case 1 where index < line.count: line[index] = UInt8(random.next(below: 256))
    case 2: line.insert(UInt8(random.next(below: 256)), at: index)
    case 3, 4:
      let pieces = random.next(below: 3) == 0 ? FormatSeeds.pieces : Self.pieces
      line.insert(contentsOf: pieces[random.next(below: pieces.count)].utf8, at: index)
    case 5 where index < line.count:
      line.removeSubrange(index..<min(line.count, index + 1 + random.next(below: 8)))
    case 6:
      // The head of one line and the tail of another.
      let other = seeds[random.next(below: seeds.count)]
      line = Array(line[..<index]) + other[random.next(below: other.count + 1)...]
    case 7 where random.next(below: 4) == 0: line = Array(line[..<index])
    case 8 where index < line.count:
      // A piece of the line once more, somewhere else.
      let piece = line[index..<min(line.count, index + 1 + random.next(below: 24))]
      line.insert(contentsOf: piece, at: random.next(below: line.count + 1))
    default: break
    }
  }
}
