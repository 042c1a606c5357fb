/// What the consumer made of the lines it consumed, for the status of a generation.
package struct LineCounts: Hashable, Sendable {
  package var events: Int64
  package var rejected: Int64
  package var nulBytes: Int64

  package init(events: Int64 = 0, rejected: Int64 = 0, nulBytes: Int64 = 0) {
    self.events = events
    self.rejected = rejected
    self.nulBytes = nulBytes
  }

  package static func += (a: inout LineCounts, b: LineCounts) {
    a.events += b.events
    a.rejected += b.rejected
    a.nulBytes += b.nulBytes
  }
}
