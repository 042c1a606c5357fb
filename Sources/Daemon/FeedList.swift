import SpendCore

/// The feeds of a configuration, in its order. Elements cannot be copied, so they are reached by number.
struct FeedList: ~Copyable {
  private let storage: UnsafeMutableBufferPointer<Feed>

  init(_ configuration: Configuration) {
    let dimensions = Engine.dimensions(of: configuration)
    storage = .allocate(capacity: configuration.sources.count)
    var tails = 0
    for (index, settings) in configuration.sources.enumerated() {
      let isFile = settings.journalUnit == nil
      (storage.baseAddress.map { $0 + index })?.initialize(
        to: Feed(
          index: index, tail: isFile ? tails : nil, settings: settings, dimensions: dimensions))
      if isFile { tails += 1 }
    }
  }

  deinit {
    storage.deinitialize()
    storage.deallocate()
  }

  var indices: Range<Int> { 0..<storage.count }

  subscript(index: Int) -> Feed {
    _read { yield storage[index] }
    nonmutating _modify { yield &storage[index] }
  }
}
