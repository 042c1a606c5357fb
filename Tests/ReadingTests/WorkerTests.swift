import LinuxSystem
import Synchronization
import Testing

@Suite struct WorkerTests {
  @Test("Results come in the order of the jobs, whether they are waited for or not")
  func order() throws {
    let finished = Mutex(0)
    let worker = try #require(
      Worker<Int, Int>(name: "test", whenFinished: { finished.withLock { $0 += 1 } }) {
        var sum = 0
        return { job in
          sum += job
          return sum
        }
      })
    #expect(worker.takeOutcome() == nil && worker.waitForOutcome() == nil)
    for round in 0..<200 {
      for job in 1...3 { worker.begin(job) }
      var sums: [Int] = []
      while sums.count < 3 {
        if let sum = round % 2 == 0 ? worker.waitForOutcome() : worker.takeOutcome() {
          sums.append(sum)
        }
      }
      #expect(sums == [1, 3, 6].map { $0 + 6 * round })
      #expect(worker.waitForOutcome() == nil)
    }
    worker.begin(1)
    worker.end()
    #expect(worker.takeOutcome() == nil)
    #expect(finished.withLock { $0 } == 601)
  }
}
