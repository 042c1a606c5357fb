import Glibc

/// What the kernel says about a process.
struct ProcessFacts {
  var residentKiB = 0
  var anonymousKiB = 0
  var cpuSeconds = 0.0
  var contextSwitches = 0
  var descriptors = 0

  init(_ id: pid_t) {
    for line in Bytes.text(of: "/proc/\(id)/smaps_rollup").split(separator: "\n") {
      if line.hasPrefix("Rss:") { residentKiB = Self.number(line) }
      if line.hasPrefix("Anonymous:") { anonymousKiB = Self.number(line) }
    }
    for thread in Self.names("/proc/\(id)/task") {
      let status = Bytes.text(of: "/proc/\(id)/task/\(thread)/status")
      for line in status.split(separator: "\n") where line.contains("ctxt_switches:") {
        contextSwitches += Self.number(line)
      }
      // Nanoseconds on a processor come first; /proc/PID/stat counts in ticks of 10 ms.
      let times = Bytes.text(of: "/proc/\(id)/task/\(thread)/schedstat").split(separator: " ")
      cpuSeconds += (times.first.flatMap { Double($0) } ?? 0) * 1e-9
    }
    descriptors = Self.names("/proc/\(id)/fd").count
  }

  private static func number(_ line: Substring) -> Int {
    Int(line.filter(\.isNumber)) ?? 0
  }

  static func names(_ directory: String) -> [String] {
    guard let stream = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}
