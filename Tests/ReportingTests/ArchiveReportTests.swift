import Glibc
import SpendCore
import SpendTesting
import Synchronization
import Tailing
import Testing

@testable import Reporting

/// Reports over archives.
struct ArchiveReportTests {
  private let directory = TemporaryDirectory()
  private let text = Array((0..<5000).map { Reports.line("f\($0 % 7)") + "\n" }.joined().utf8)

  private func expected() throws -> String {
    try Reports.table([directory.file("plain", text)], Reports.request()).json
  }

  @Test(
    "An archive of several members counts as its content, whatever its name",
    arguments: ArchiveFormat.allCases)
  func archives(format: ArchiveFormat) throws {
    let cut = text.count / 3 + 11
    let packed =
      TestArchive.make(Array(text[..<cut]), format) + TestArchive.make(Array(text[cut...]), format)
    for name in ["no-ending", "x.zip", "x" + format.ending] {
      let path = directory.file(name, packed)
      #expect(try Reports.table([path], Reports.request(threads: 2)).json == expected())
    }
  }

  @Test(
    "An archive that is cut or damaged is an error, not a smaller report",
    arguments: ArchiveFormat.allCases)
  func badArchives(format: ArchiveFormat) throws {
    let packed = TestArchive.make(text, format)
    for count in [9, packed.count / 2, packed.count - 1] {
      let path = directory.file("cut", Array(packed[..<count]))
      let error = #expect(throws: ReportFailure.self) {
        try Reports.table([path], Reports.request())
      }
      #expect(error?.description.hasPrefix("\(path): ") == true)
      #expect(error?.description.contains("ends in the middle") == true, "\(count)")
    }
    for index in [packed.count / 2, packed.count - 10] {
      var broken = packed
      broken[index] ^= 0x55
      let path = directory.file("damaged", broken)
      let error = #expect(throws: ReportFailure.self) {
        try Reports.table([path], Reports.request())
      }
      // A length that is another may lead beyond the end.
      let said = ["is damaged", "ends in the middle"].filter {
        error?.description.contains($0) == true
      }
      #expect(said.count == 1, "\(index)")
    }
  }

  @Test("What is packed otherwise, or needs too much memory, is an error that says so")
  func refused() throws {
    let cases: [([UInt8], String)] = [
      ([0x50, 0x4B, 3, 4, 20, 0, 0, 0], "is a zip archive"),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "is a 7z archive"),
      ([0x04, 0x22, 0x4D, 0x18, 0x64, 0x40], "is an lz4 archive"),
      (Array("LZIP\u{1}".utf8), "is an lzip archive"),
      ([0x1F, 0x9D, 0x90, 0x00], "is an archive of compress"),
      (TestArchive.zstd(text, hasSize: false, windowLog: 27), "needs 128 MiB of memory"),
      (TestArchive.xz(text, dictionaryBytes: 128 << 20), "needs 129 MiB of memory"),
    ]
    for (bytes, reason) in cases {
      let path = directory.file("log", bytes)
      let error = #expect(throws: ReportFailure.self) {
        try Reports.table([path], Reports.request())
      }
      #expect(error?.description.hasPrefix("\(path): \(reason)") == true, "\(reason)")
    }
  }

  @Test("What follows the end of an archive is said, and everything before it is reported")
  func trailing() throws {
    let said = Mutex<[String]>([])
    let path = directory.file("log", TestArchive.gzip(text) + Array("--".utf8))
    let request = Reports.request()
    let part = try FileReport.part(files: [FilePath(path)], request) { text in
      said.withLock { $0.append(text) }
    }
    #expect(ReportTable(part, query: request.query).json == (try expected()))
    #expect(said.withLock { $0 }.count == 1)
  }

  @Test(
    "A pipe is read to its end, packed or not",
    arguments: ArchiveFormat.allCases.map(Optional.some) + [nil])
  func pipes(format: ArchiveFormat?) throws {
    let bytes = Array((0..<300).map { Reports.line("f\($0 % 3)") + "\n" }.joined().utf8)
    let expected = try Reports.table([directory.file("log", bytes)], Reports.request()).json
    let sent = format.map { TestArchive.make(bytes, $0) } ?? bytes
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    // A pipe holds 64 KiB, which is more than there is.
    try #require(sent.count < 65_536)
    let written = sent.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
    close(ends[1])
    #expect(written == sent.count)
    let table = try Reports.table(["/dev/fd/\(ends[0])"], Reports.request(threads: 2))
    close(ends[0])
    #expect(table.json == expected)
  }
}
