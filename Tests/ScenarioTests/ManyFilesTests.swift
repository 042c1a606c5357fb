import Glibc
import SpendCore
import Status
import Testing

/// More files than the process may have descriptors.
@Suite(.serialized) struct ManyFilesTests {
  private func runOnce(_ numbered: NumberedProgram, descriptors: Int) -> Int32 {
    Shell.run(
      "ulimit -n \(descriptors); cd '\(numbered.program.directory)'; '\(Program.binary)' run --once"
        + " --state-dir state > once.log 2>&1")
  }

  @Test("2,000 files under 256 descriptors are all read, and read on")
  func files() throws {
    let program = try NumberedProgram(source: "logs/*.jsonl")
    let directory = program.program.path("logs")
    #expect(mkdir(directory, 0o755) == 0)
    for _ in 0..<2 {
      // Events of their own: the sum tells one that is missing from one that counts twice.
      for file in 0..<2000 { program.append(1, to: "logs/a-\(file).jsonl") }
      #expect(runOnce(program, descriptors: 256) == 0)
      let status = try #require(program.program.status)
      #expect(status.totals.events == program.count && status.totals.gaps == 0)
      #expect(status.totals.spend.nano == Int64(program.count * (program.count + 1) / 2))
      #expect(status.sources.allSatisfy { $0.lagBytes == 0 })
    }
    #expect(!program.program.read("once.log").contains("Too many open files"))
  }

  @Test("200 rotated generations under 100 descriptors are all read")
  func generations() throws {
    let program = try NumberedProgram()
    for number in (1...200).reversed() {
      program.append(2, to: "\(NumberedProgram.log).\(number)")
    }
    program.append()
    #expect(runOnce(program, descriptors: 100) == 0)
    #expect(program.difference(program.program.status) == nil)
  }
}
