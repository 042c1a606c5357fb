import Reading
import SpendCore
import SpendTesting
import Testing

/// Lines that a container runtime has cut: each counts once, whatever happens between its parts.
struct CutLineTests {
  private static let time = "2026-05-28T20:26:40.123456789Z"

  private static func event(_ cost: Int64, padding: Int = 0) -> String {
    String(
      SourceReaderRig.line(cost: cost, at: SourceReaderRig.start, padding: padding).dropLast())
  }

  /// An event as kubelet's runtime writes it, in so many parts.
  private static func cri(
    _ text: String, parts: Int, stream: String = "stdout"
  ) -> [String] {
    let bytes = Array(text.utf8)
    let length = max(1, (bytes.count + parts - 1) / parts)
    let starts = Array(stride(from: 0, to: bytes.count, by: length))
    return starts.enumerated().map { place, start in
      let piece = String(decoding: bytes[start..<min(bytes.count, start + length)], as: UTF8.self)
      return "\(time) \(stream) \(place == starts.count - 1 ? "F" : "P") \(piece)\n"
    }
  }

  private static func docker(_ text: String, parts: Int, stream: String = "stdout") -> [String] {
    cri(text, parts: parts, stream: stream).map { line in
      let fields = line.dropLast().split(
        separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
      let piece = String(fields[3]).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      let end = fields[2] == "F" ? "\\n" : ""
      return "{\"log\":\"\(piece)\(end)\",\"stream\":\"\(stream)\",\"time\":\"\(time)\"}\n"
    }
  }

  @Test("Killed after every byte of a line in three parts", arguments: [true, false])
  func killedEverywhere(isDocker: Bool) throws {
    let write = isDocker ? Self.docker : Self.cri
    let text =
      (write(Self.event(1), 1, "stdout") + write(Self.event(2, padding: 30), 3, "stdout")
      + write(Self.event(3), 1, "stdout")).joined()
    let bytes = Array(text.utf8)
    for cut in stride(from: 0, through: bytes.count, by: 3) {
      let rig = try SourceReaderRig(sources: 1)
      rig.append(String(decoding: bytes[..<cut], as: UTF8.self), to: 0)
      rig.look()
      rig.readAll()
      rig.commit()
      try rig.kill()
      rig.append(String(decoding: bytes[cut...], as: UTF8.self), to: 0)
      rig.look()
      rig.readAll()
      #expect(rig.applied.map(\.cost) == [1, 2, 3], "cut at \(cut)")
      #expect(rig.rejected.isEmpty, "cut at \(cut)")
    }
  }

  @Test(
    "Streams in turns, windows, rotations, kills and lost work",
    arguments: 1...12 as ClosedRange<UInt64>)
  func schedules(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let rig = try SourceReaderRig(sources: 1)
    let write = seed.isMultiple(of: 2) ? Self.docker : Self.cri
    // A line at a time a stream, the parts of both in turns.
    var waiting: [String: [String]] = ["stdout": [], "stderr": []]
    var cost: Int64 = 0
    for _ in 0..<400 {
      let stream = random.next(below: 3) == 0 ? "stderr" : "stdout"
      if waiting[stream]?.isEmpty == true {
        cost += 1
        waiting[stream] = write(
          Self.event(cost, padding: random.next(below: 200)), 1 + random.next(below: 4), stream)
      }
      if let part = waiting[stream]?.removeFirst() {
        // Torn in the middle, too.
        let place = random.next(below: 4) == 0 ? random.next(below: part.utf8.count) : 0
        let bytes = Array(part.utf8)
        if place > 0 {
          rig.append(String(decoding: bytes[..<place], as: UTF8.self), to: 0)
          rig.look()
          rig.readAll()
        }
        rig.append(String(decoding: bytes[place...], as: UTF8.self), to: 0)
      }
      switch random.next(below: 20) {
      case 0:
        // As kubelet does it: one at a time, each seen.
        rig.look()
        rig.rotate(0)
        rig.look()
      case 1: try rig.kill()
      case 2, 3: rig.look()
      case 4, 5:
        rig.look()
        _ = rig.step()
      case 6: rig.invalidate()
      case 7, 8: rig.commit()
      case 9:
        rig.look()
        rig.readAll()
      default: break
      }
    }
    for rest in waiting.values { for part in rest { rig.append(part, to: 0) } }
    rig.look()
    rig.readAll()
    rig.look(after: 40)
    rig.readAll()
    #expect(rig.applied.map(\.cost).sorted() == Array(1...cost), "seed \(seed)")
    #expect(rig.rejected.isEmpty, "seed \(seed)")
  }

  @Test("A line that becomes too long is rejected once, with all of its parts")
  func tooLong() throws {
    let rig = try SourceReaderRig(sources: 1)
    let part = "\(Self.time) stdout P \(String(repeating: "x", count: 900_000))\n"
    rig.append(part + part + part, to: 0)
    rig.look()
    rig.readAll()
    rig.commit()
    #expect(rig.rejected == [.cutOff])
    try rig.kill()
    rig.append(part + "\(Self.time) stdout F end\n", to: 0)
    rig.append(Self.cri(Self.event(7), parts: 2).joined(), to: 0)
    rig.look()
    rig.readAll()
    #expect(rig.rejected == [.cutOff])
    #expect(rig.applied.map(\.cost) == [7])
  }

  @Test(
    "A backlog with parts in many windows, read by one thread and by two", arguments: [true, false])
  func backlog(readsAhead: Bool) throws {
    var options = SourceReader.Options()
    options.readsAhead = readsAhead
    let rig = try SourceReaderRig(sources: 1, options: options)
    var random = SeededRandom(seed: 5)
    var text = ""
    for cost in 1...20_000 {
      let parts = random.next(below: 200) == 0 ? 2 + random.next(below: 3) : 1
      text += Self.cri(Self.event(Int64(cost), padding: 400), parts: parts).joined()
    }
    rig.append(text, to: 0)
    rig.look()
    rig.readAll()
    #expect(rig.applied.map(\.cost) == Array(1...20_000))
  }

  @Test("When the file with the beginning is gone, the line is cut off and nothing else")
  func beginningIsGone() throws {
    let rig = try SourceReaderRig(sources: 1)
    let parts = Self.cri(Self.event(1), parts: 2)
    rig.append(parts[0], to: 0)
    rig.look()
    rig.readAll()
    rig.commit()
    rig.remove(0)
    try rig.kill()
    rig.append(parts[1] + Self.cri(Self.event(2), parts: 1).joined(), to: 0)
    rig.look()
    rig.readAll()
    rig.commit()
    #expect(rig.applied.map(\.cost) == [2])
    let lost = rig.happenings.filter { if case .linesCutOff = $0 { true } else { false } }
    #expect(lost.count == 1)
  }
}
