import Glibc
import Testing

@testable import Tailing

@Suite("Passing faults")
struct FaultTests {
  @Test(
    "an error is never taken for a deletion",
    arguments: ["open", "stat", "fstat", "list", "read"], [EACCES, EMFILE, EIO, ESTALE])
  func passing(call: String, code: Int32) throws {
    let faults = FaultyFileSystem()
    let rig = try Rig(fileSystem: faults)
    rig.disk.write("events.jsonl", Rig.lines(0..<100))
    rig.settle()
    faults.fault = { name, _ in name == call ? code : nil }
    rig.disk.write("events.jsonl", Rig.lines(100..<110))
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.disk.write("events.jsonl", Rig.lines(110..<120))
    for _ in 0..<5 {
      rig.pass(40)
      rig.look()
      rig.read()
      rig.commit()
      #expect(rig.status.allSatisfy { $0.gaps == 0 && $0.unverifiedEnds == 0 })
    }
    try rig.kill()
    for _ in 0..<3 {
      rig.pass(40)
      rig.look()
      rig.read()
      rig.commit()
    }
    faults.fault = { _, _ in nil }
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<120)
    #expect(rig.problem() == nil)
    let said = rig.happenings.contains { if case .unreadable = $0 { true } else { false } }
    #expect(said)
  }

  @Test("a file that can be looked at and not be opened is said once, and to be over once")
  func saidOnce() throws {
    let faults = FaultyFileSystem()
    let rig = try Rig(fileSystem: faults)
    faults.fault = { name, _ in name == "open" ? EACCES : nil }
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    for _ in 0..<5 {
      rig.pass(40)
      rig.look()
      rig.read()
      rig.commit()
    }
    func said() -> (unreadable: Int, readable: Int) {
      rig.happenings.reduce(into: (0, 0)) { counts, happening in
        if case .unreadable = happening { counts.0 += 1 }
        if case .readable = happening { counts.1 += 1 }
      }
    }
    #expect(said() == (1, 0))
    faults.fault = { _, _ in nil }
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<10)
    #expect(said() == (1, 1))
  }

  @Test("a fault is over wherever its file is by then")
  func movedOn() throws {
    let faults = FaultyFileSystem()
    let rig = try Rig(fileSystem: faults)
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    rig.settle()
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.settle()
    rig.disk.write("events.jsonl.1", Rig.lines(10..<20))
    faults.fault = { name, _ in name == "read" ? EIO : nil }
    for _ in 0..<3 {
      rig.pass(5)
      rig.look()
      rig.read()
      #expect(rig.problem()?.code == EIO)
    }
    rig.disk.rename("events.jsonl.1", "events.jsonl.2")
    faults.fault = { _, _ in nil }
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<20)
    #expect(rig.problem() == nil)
    let said = rig.happenings.filter { if case .unreadable = $0 { true } else { false } }
    #expect(said.count == 1)
  }

  @Test("a read that returns less than is there is no end of the file")
  func shortReads() throws {
    let faults = FaultyFileSystem()
    let rig = try Rig(fileSystem: faults)
    let text = Rig.lines(0..<100)
    rig.disk.write("events.jsonl", text)
    faults.readableEnd = text.utf8.count - 5
    rig.settle()
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    for _ in 0..<5 {
      rig.pass(100)
      rig.settle()
    }
    faults.readableEnd = .max
    rig.pass(40)
    rig.settle()
    rig.expectCounted(0..<100)
  }

  @Test("no descriptor is lost")
  func descriptors() throws {
    let faults = FaultyFileSystem()
    do {
      let rig = try Rig(fileSystem: faults)
      for round in 0..<20 {
        rig.disk.write("events.jsonl", Rig.lines(round * 10..<round * 10 + 10))
        rig.settle()
        for each in stride(from: round, through: 1, by: -1) {
          rig.disk.rename("events.jsonl.\(each)", "events.jsonl.\(each + 1)")
        }
        rig.disk.rename("events.jsonl", "events.jsonl.1")
        rig.settle()
        rig.pass(40)
        rig.settle()
        #expect(faults.opened <= 1)
      }
      rig.expectCounted(0..<200)
    }
    #expect(faults.opened == 0)
  }

  @Test("nobody can tell whether writers are left: waited for longer")
  func noLease() throws {
    let faults = FaultyFileSystem()
    faults.writer = .some(nil)
    let rig = try Rig(fileSystem: faults)
    rig.disk.write("events.jsonl", Rig.lines(0..<10))
    rig.settle()
    rig.disk.rename("events.jsonl", "events.jsonl.1")
    rig.pass(100)
    rig.settle()
    #expect(rig.states == [.draining])
    rig.pass(300)
    rig.settle()
    #expect(rig.states == [.sealed])
  }
}
