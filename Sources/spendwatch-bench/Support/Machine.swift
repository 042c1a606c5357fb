import Glibc

/// What was measured on, in one line.
enum Machine {
  static var description: String {
    let information = Bytes.text(of: "/proc/cpuinfo").split(separator: "\n")
    let model = information.first { $0.hasPrefix("model name") }?.split(separator: ":").last
    let name = model.map { String($0.drop { $0 == " " }) } ?? "unknown processor"
    let kernel = Bytes.text(of: "/proc/sys/kernel/osrelease").filter { $0 != "\n" }
    let load = Bytes.text(of: "/proc/loadavg").prefix { $0 != " " }
    return "\(name), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) processors, Linux \(kernel), "
      + "load \(load)"
  }
}
