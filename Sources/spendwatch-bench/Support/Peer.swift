/// Another program that can answer the same question.
enum Peer: CaseIterable {
  case duckdb
  case simdjsonLines
  case simdjsonStream
  case jq
  case mtail
  /// The limit: it looks at every byte and does nothing else.
  case wc

  var name: String {
    switch self {
    case .duckdb: "DuckDB, 1 thread"
    case .simdjsonLines: "simdjson, line by line"
    case .simdjsonStream: "simdjson, iterate_many"
    case .jq: "jq"
    case .mtail: "mtail"
    case .wc: "wc -l"
    }
  }

  var isSlow: Bool { self == .jq || self == .mtail }

  /// Those on this machine, DuckDB as a module of a Python.
  static func installed(python: String) -> [Installed] {
    allCases.compactMap { peer in
      let isThere =
        switch peer {
        case .duckdb: (try? ChildProcess.run([python, "-c", "import duckdb"]))?.status == 0
        case .simdjsonLines, .simdjsonStream: hasSimdjson
        case .jq: ChildProcess.isInstalled("jq")
        case .mtail: ChildProcess.isInstalled("mtail")
        case .wc: true
        }
      return isThere ? Installed(peer: peer, python: python) : nil
    }
  }

  /// A peer that is there.
  struct Installed {
    var peer: Peer
    var python: String
    var name: String { peer.name }
    var isSlow: Bool { peer.isSlow }

    /// Median wall time over the file, in seconds; start-up included, apart from DuckDB's and
    /// simdjson's, which measure themselves.
    ///
    /// - Parameter format: of the lines, for those that can be told.
    func seconds(
      _ path: String, format: FormatSample.Format? = nil, scratch: Scratch, runs: Int
    ) throws -> Double {
      let arguments: [String]
      switch peer {
      case .duckdb: return try duckSeconds(path, format, runs: runs)
      case .simdjsonLines, .simdjsonStream:
        return try Peer.simdjsonSeconds(
          path, scratch: scratch, runs: runs, isStream: peer == .simdjsonStream)
      case .jq:
        arguments = [
          "jq", "-n",
          "reduce inputs as $e ({}; .[$e.feature_name + $e.timestamp[0:10]] += $e.cost_usd)", path,
        ]
      case .mtail:
        let program = scratch("peer.mtail")
        try Bytes.write(Self.mtailProgram, to: program)
        arguments = ["mtail", "--one_shot", "--progs", program, "--logs", path]
      case .wc: arguments = ["wc", "-l", path]
      }
      return try Clock.median(runs) {
        guard try ChildProcess.run(arguments).status == 0 else {
          throw BenchFailure("\(name) failed")
        }
      }
    }

    private func duckSeconds(
      _ path: String, _ format: FormatSample.Format?, runs: Int
    ) throws -> Double {
      let (columns, query) =
        format.map { FormatSample.duckQuery($0) }
        ?? (
          "timestamp:'VARCHAR', feature_name:'VARCHAR', input_tokens:'BIGINT', "
            + "output_tokens:'BIGINT', cost_usd:'DECIMAL(18,9)'",
          "feature_name, timestamp[1:10] as day, count(*), sum(input_tokens), sum(output_tokens), "
            + "sum(cost_usd) as n"
        )
      let result = try ChildProcess.run(
        [python, "-c", Self.duckProgram, path, String(runs), columns, query])
      guard result.status == 0, let seconds = Double(result.output.filter { $0 != "\n" }) else {
        throw BenchFailure("DuckDB failed")
      }
      return seconds
    }

    private static let duckProgram = """
      import duckdb, statistics, sys, time
      db = duckdb.connect()
      db.execute("SET threads=1")
      query = "select " + sys.argv[4] + " from read_json(?, format='newline_delimited', columns={"
      query += sys.argv[3] + "}) group by all order by n desc"
      times = []
      for _ in range(int(sys.argv[2])):
          start = time.perf_counter()
          db.execute(query, [sys.argv[1]]).fetchall()
          times.append(time.perf_counter() - start)
      sys.stdout.write(str(statistics.median(times)))
      """

    private static let mtailProgram = """
      counter calls by feature
      counter cost by feature
      /"feature_name":"(?P<feature>[^"]*)".*"cost_usd":(?P<usd>[0-9.]+)/ {
        calls[$feature]++
        cost[$feature] += $usd
      }
      """
  }
}
