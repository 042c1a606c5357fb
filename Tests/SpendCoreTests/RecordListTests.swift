import SpendCore
import Testing

@Suite struct RecordListTests {
  @Test("A packed list has the records that were put in, in their order, over many pages")
  func whole() {
    let kinds = Record.Kind.allCases
    let records = (0..<2000).map { number in
      Record(
        kind: kinds[number % kinds.count],
        key: [UInt8](repeating: UInt8(number % 251), count: number % 13),
        body: number % 7 == 0 ? nil : [UInt8](repeating: UInt8(number % 253), count: number % 97))
    }
    for count in [0, 1, 63, 64, 65, 128, 129, 2000] {
      let list = RecordList(records[..<count])
      #expect(list.count == count && Array(list) == Array(records[..<count]))
      #expect(list == RecordList(records[..<count]))
      #expect(list.indices.allSatisfy { list.kind($0) == records[$0].kind })
      #expect(count == 0 || list != RecordList(records[1..<count]))
    }
  }
}
