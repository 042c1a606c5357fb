import Glibc
import SpendCore
import Testing

@testable import Tailing

/// What is at a path where a file should be, and is none.
@Suite("Special files")
struct SpecialFileTests {
  enum Special: String, CaseIterable {
    case directory
    case fifo
    case socket
    case device
    case stdout
    case descriptor
    case dangling

    func make(at path: String) {
      switch self {
      case .directory: mkdir(path, 0o755)
      case .fifo: mkfifo(path, 0o644)
      case .socket: bindSocket(path)
      case .device: symlink("/dev/null", path)
      case .stdout: symlink("/dev/stdout", path)
      case .descriptor: symlink("/proc/self/fd/0", path)
      case .dangling: symlink("nowhere", path)
      }
    }

    private func bindSocket(_ path: String) {
      let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { room in
        for (index, byte) in path.utf8.prefix(room.count - 1).enumerated() { room[index] = byte }
      }
      _ = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      close(descriptor)
    }
  }

  private static func turn(_ rig: Rig) {
    rig.pass(40)
    for _ in 0..<2 {
      rig.look()
      rig.read()
      rig.commit()
    }
  }

  private static func remove(_ path: String) {
    if unlink(path) != 0 { rmdir(path) }
  }

  /// Directories below `**` are gone through.
  private static let refusals: [(Special, String)] = Special.allCases.flatMap { special in
    ["events.jsonl", "ev*.jsonl", "**/ev*.jsonl"]
      .filter { special != .directory || !$0.hasPrefix("**") }.map { (special, $0) }
  }

  @Test("is said once and not read; the other sources go on", arguments: refusals)
  func refused(special: Special, pattern: String) throws {
    let disk = Disk()
    special.make(at: disk.path("events.jsonl"))
    disk.write("other.jsonl", Rig.lines(0..<10))
    let rig = try Rig(
      disk: disk,
      [pattern, "other.jsonl"].map {
        SourceSettings(origin: .file(pattern: disk.path($0), rotated: []))
      })
    for _ in 0..<3 {
      rig.look()
      rig.read()
      rig.commit()
      rig.pass(40)
    }
    rig.expectCounted(0..<10)
    let problem = try #require(rig.problem(of: 0))
    let words = special == .dangling ? "is a link to what is not there" : "it is not read"
    #expect("\(problem)" == disk.path("events.jsonl") + " " + (problem.refusal ?? ""))
    #expect(problem.refusal?.hasSuffix(words) == true)
    #expect(rig.problem(of: 1) == nil)
    let said = rig.happenings.filter { if case .unreadable = $0 { true } else { false } }
    #expect(said.count == 1)
  }

  @Test(
    "takes the place of a file, which is read to its end elsewhere, and gives it back",
    arguments: Special.allCases)
  func inPlaceOfAFile(special: Special) throws {
    let disk = Disk()
    disk.write("events.jsonl", Rig.lines(0..<10))
    let rig = try Rig(disk: disk)
    Self.turn(rig)
    disk.write("events.jsonl", Rig.lines(10..<20))
    disk.rename("events.jsonl", "events.jsonl.1")
    special.make(at: disk.path("events.jsonl"))
    Self.turn(rig)
    #expect(rig.problem() != nil)
    Self.remove(disk.path("events.jsonl"))
    disk.write("events.jsonl", Rig.lines(20..<30))
    Self.turn(rig)
    rig.expectCounted(0..<30)
    #expect(rig.problem() == nil)
  }

  @Test("among the matches of a glob each is said; what a rotation leaves beside is not")
  func glob() throws {
    let disk = Disk()
    disk.write("a.jsonl", Rig.lines(0..<10))
    mkfifo(disk.path("b.jsonl"), 0o644)
    mkdir(disk.path("a.jsonl.1"), 0o755)
    let rig = try Rig(
      disk: disk, [SourceSettings(origin: .file(pattern: disk.path("*.jsonl"), rotated: []))])
    Self.turn(rig)
    rig.expectCounted(0..<10)
    #expect(
      rig.problem()?.path.text == disk.path("b.jsonl")
        && rig.problem()?.refusal == FileKind.fifo.refusal
    )
  }

  @Test(
    "kinds by their mode",
    arguments: [
      (UInt32(0o100644), FileKind.file), (0o040755, .directory), (0o010644, .fifo),
      (0o140777, .socket), (0o020666, .device), (0o060660, .device), (0, .device),
    ])
  func kinds(mode: UInt32, kind: FileKind) {
    #expect(FileKind(mode: mode) == kind)
  }
}
