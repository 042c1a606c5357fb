import CVectorLoads

/// A list with one owner. Its elements are changed where they stand, without the look at who else
/// has the memory that an array takes each time, which is a tenth of what counting an event costs.
/// Appending is O(1) on average.
struct Table<Element>: ~Copyable {
  private(set) var count = 0
  private var capacity = 0
  private var elements: UnsafeMutablePointer<Element>

  init() { elements = Self.allocate(0) }

  init(repeating element: Element, count: Int) {
    elements = Self.allocate(count)
    elements.initialize(repeating: element, count: count)
    (self.count, capacity) = (count, count)
  }

  deinit {
    elements.deinitialize(count: count)
    UnsafeMutableRawPointer(elements).deallocate()
  }

  /// From the start of a line of the cache on.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Element>.stride,
      alignment: max(64, MemoryLayout<Element>.alignment)
    ).bindMemory(to: Element.self, capacity: capacity)
  }

  /// Of its memory, without what elements lead to.
  var byteCount: Int { capacity * MemoryLayout<Element>.stride }
  var indices: Range<Int> { 0..<count }

  subscript(index: Int) -> Element {
    @inline(__always) _read { yield pointer(index).pointee }
    @inline(__always) _modify { yield &pointer(index).pointee }
  }

  /// Until the next one is appended.
  @inline(__always)
  func pointer(_ index: Int) -> UnsafeMutablePointer<Element> {
    precondition(index >= 0 && index < count, "an element that is there")
    return elements + index
  }

  mutating func append(_ element: consuming Element) {
    if count == capacity { grow() }
    (elements + count).initialize(to: element)
    count += 1
  }

  /// Gives back the memory.
  mutating func removeAll() {
    elements.deinitialize(count: count)
    UnsafeMutableRawPointer(elements).deallocate()
    elements = Self.allocate(0)
    (count, capacity) = (0, 0)
  }

  /// Asks for the memory of an element, if there is one.
  @inline(__always)
  func fetch(_ index: Int) { fetch(index, bytes: MemoryLayout<Element>.size) }

  /// As ``fetch(_:)``, for its first bytes.
  @inline(__always)
  func fetch(_ index: Int, bytes: Int) {
    guard index < count else { return }
    let element = UnsafeRawPointer(elements + index)
    for offset in stride(from: 0, to: bytes, by: 64) { cvl_prefetch(element + offset) }
  }

  private mutating func grow() {
    capacity = max(16, 2 * capacity)
    let larger = Self.allocate(capacity)
    larger.moveInitialize(from: elements, count: count)
    UnsafeMutableRawPointer(elements).deallocate()
    elements = larger
  }
}
