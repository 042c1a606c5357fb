import Glibc
package import SpendCore

/// A time zone by its IANA name, from the data of the system (`$TZDIR`, or where every distribution
/// has it): named zones of Foundation are not there in a statically linked program.
package enum ZoneFile {
  /// For times in logs that name one.
  package static let all = ZoneDirectory { try? rules(named: $0) }

  package static func rules(
    named name: String, directory: String = systemDirectory()
  ) throws(ReportFailure) -> TimeZoneRules {
    if name == "UTC" { return .utc }
    guard ZoneDirectory.isName(name),
      let bytes = read("\(directory)/\(name)"),
      let rules = TimeZoneRules(name: name, tzif: bytes)
    else {
      throw unsafe ReportFailure(
        access(directory, F_OK) == 0
          ? "unknown time zone; write a name like Europe/Berlin or UTC"
          : "named time zones need the data of the system; install the package tzdata")
    }
    return rules
  }

  package static func systemDirectory() -> String {
    if let text = unsafe getenv("TZDIR"), unsafe text.pointee != 0 {
      return unsafe String(cString: text)
    }
    return "/usr/share/zoneinfo"
  }

  /// At most 1 MiB; the largest real one has 4 KiB.
  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= 1 << 20 {
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
    return nil
  }
}
