/// simdjson is a library, so this peer is a small program that is compiled when it is wanted: the
/// same sums, by the parser that JSON is measured against, for the processor at hand.
///
/// It checks less: what nobody asks for is passed over without a look at whether it is JSON, costs
/// are floats, and keys must come in this order.
extension Peer {
  /// Whether there is a compiler, and simdjson for it.
  static var hasSimdjson: Bool {
    let arguments = ["c++", "-E", "-include", "simdjson.h", "-x", "c++", "/dev/null"]
    return (try? ChildProcess.run(arguments))?.status == 0
  }

  /// Median wall time over the file, in seconds, as the program measures it.
  ///
  /// - Parameter isStream: the whole block at once (`iterate_many`) instead of line by line.
  static func simdjsonSeconds(
    _ path: String, scratch: Scratch, runs: Int, isStream: Bool
  ) throws -> Double {
    let program = scratch("simdjson-peer")
    try Bytes.write(simdjsonProgram, to: program + ".cpp")
    let compiled = try ChildProcess.run([
      "c++", "-std=c++20", "-O3", "-march=native", "-DNDEBUG", program + ".cpp", "-o", program,
      "-lsimdjson",
    ])
    guard compiled.status == 0 else { throw BenchFailure("the simdjson peer does not compile") }
    let result = try ChildProcess.run([program, path, String(runs), isStream ? "stream" : "lines"])
    guard result.status == 0, let seconds = Double(result.output) else {
      throw BenchFailure("the simdjson peer failed")
    }
    return seconds
  }

  private static let simdjsonProgram = #"""
    #include <simdjson.h>
    #include <fcntl.h>
    #include <unistd.h>
    #include <algorithm>
    #include <chrono>
    #include <cstdio>
    #include <cstring>
    #include <unordered_map>
    #include <vector>
    using namespace simdjson;

    struct Sums { int64_t calls = 0, input = 0, output = 0; double cost = 0; };
    struct Hash {
      using is_transparent = void;
      size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Rows = std::unordered_map<std::string, Sums, Hash, std::equal_to<>>;

    template <typename Document> static void add(Document &event, Rows &rows) {
      std::string_view time = event.find_field("timestamp");
      std::string_view feature = event.find_field("feature_name");
      char key[256];
      size_t length = std::min<size_t>(feature.size(), 200);
      memcpy(key, feature.data(), length);
      memcpy(key + length, time.data(), 10);
      auto row = rows.find(std::string_view(key, length + 10));
      if (row == rows.end()) row = rows.emplace(std::string(key, length + 10), Sums()).first;
      row->second.calls++;
      row->second.input += int64_t(event.find_field("input_tokens"));
      row->second.output += int64_t(event.find_field("output_tokens"));
      row->second.cost += double(event.find_field("cost_usd"));
    }

    int main(int, char **arguments) {
      const size_t block = 1 << 20;
      const bool isStream = arguments[3][0] == 's';
      char *buffer = static_cast<char *>(aligned_alloc(64, block + SIMDJSON_PADDING));
      std::vector<double> times;
      for (int run = 0; run < atoi(arguments[2]); run++) {
        auto start = std::chrono::steady_clock::now();
        ondemand::parser parser;
        Rows rows;
        int file = open(arguments[1], O_RDONLY);
        size_t filled = 0;
        for (ssize_t count; (count = read(file, buffer + filled, block - filled)) > 0;) {
          filled += count;
          size_t whole = filled;
          while (whole > 0 && buffer[whole - 1] != '\n') whole--;
          if (isStream) {
            ondemand::document_stream events = parser.iterate_many(buffer, whole, block);
            for (auto event : events) add(event, rows);
          } else {
            for (char *line = buffer, *next; line < buffer + whole; line = next) {
              next = static_cast<char *>(memchr(line, '\n', buffer + whole - line)) + 1;
              size_t room = buffer + block + SIMDJSON_PADDING - line;
              ondemand::document event = parser.iterate(line, next - line, room);
              add(event, rows);
            }
          }
          memmove(buffer, buffer + whole, filled - whole);
          filled -= whole;
        }
        close(file);
        std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        if (rows.empty()) return 1;
        times.push_back(seconds.count());
      }
      std::sort(times.begin(), times.end());
      printf("%.6f", times[times.size() / 2]);
    }
    """#
}
