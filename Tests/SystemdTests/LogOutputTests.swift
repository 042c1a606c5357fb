import Glibc
import Testing

@testable import Systemd

@Suite("Where the log goes")
struct LogOutputTests {
  @Test("the journal is taken when stderr is the very stream that systemd connected")
  func journalStream() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    var status = stat()
    #expect(fstat(ends[1], &status) == 0)
    let announced = "\(status.st_dev):\(status.st_ino)"
    let output = LogOutput.detect(
      format: nil, environment: ["JOURNAL_STREAM": announced], descriptor: ends[1])
    #expect(output == LogOutput(format: .journal, isJournalStream: true))
    // Redirected since: text, so that it arrives where stderr goes now.
    let other = LogOutput.detect(
      format: nil, environment: ["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino + 1)"],
      descriptor: ends[1])
    #expect(other == LogOutput(format: .text))
  }

  @Test(
    "a broken announcement is not a journal",
    arguments: [nil, "", ":", "1", "1:", ":2", "1:2:3", "a:b", "-1:2", "99999999999999999999:1"])
  func broken(announced: String?) {
    #expect(!LogOutput.isJournalStream(announced, descriptor: STDERR_FILENO))
  }

  @Test("the option wins, and a pipe gets no colours", arguments: LogFormat.allCases)
  func option(format: LogFormat) {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let output = LogOutput.detect(format: format, environment: [:], descriptor: ends[1])
    #expect(output == LogOutput(format: format))
  }
}
