import SpendCore

/// The queues of all sources, in the order of the configuration. Elements cannot be copied, so they
/// are reached by number.
@safe
struct SourceQueueList: ~Copyable {
  private let storage: UnsafeMutableBufferPointer<SourceQueue>

  init(_ sources: [SourceSettings], dimensions: [String], options: SourceReader.Options) {
    unsafe storage = .allocate(capacity: sources.count)
    var tails = 0
    for (index, settings) in sources.enumerated() {
      let isFile = settings.journalUnit == nil
      unsafe (storage.baseAddress.map { unsafe $0 + index })?.initialize(
        to: SourceQueue(
          tail: isFile ? tails : nil, settings: settings, dimensions: dimensions,
          options: options))
      if isFile { tails += 1 }
    }
  }

  deinit {
    unsafe storage.deinitialize()
    unsafe storage.deallocate()
  }

  var indices: Range<Int> { unsafe 0..<storage.count }

  subscript(index: Int) -> SourceQueue {
    _read { yield unsafe storage[index] }
    nonmutating _modify { yield unsafe &storage[index] }
  }
}
