import CVectorLoads

/// A list with one owner. Its elements are changed where they stand, without the look at who else
/// has the memory that an array takes each time, which is a tenth of what counting an event costs.
/// Appending is O(1) on average.
struct UniqueArray<Element>: ~Copyable {
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
    Self.deallocate(elements, capacity)
  }

  /// Tables from so many bytes on have memory of their own, which grows where it is.
  private static var largeBytes: Int { 1 << 20 }

  private static func byteCount(_ capacity: Int) -> Int {
    capacity * MemoryLayout<Element>.stride
  }

  private static func isLarge(_ capacity: Int) -> Bool { byteCount(capacity) >= largeBytes }

  /// From the start of a line of the cache on.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    let bytes = byteCount(capacity)
    let memory =
      isLarge(capacity)
      ? cvl_map(bytes)
      : UnsafeMutableRawPointer.allocate(
        byteCount: bytes, alignment: max(64, MemoryLayout<Element>.alignment))
    return memory.bindMemory(to: Element.self, capacity: capacity)
  }

  private static func deallocate(_ elements: UnsafeMutablePointer<Element>, _ capacity: Int) {
    let memory = UnsafeMutableRawPointer(elements)
    if isLarge(capacity) {
      cvl_unmap(memory, byteCount(capacity))
    } else {
      memory.deallocate()
    }
  }

  /// Of its memory, without what elements lead to.
  var byteCount: Int { Self.byteCount(capacity) }
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
    Self.deallocate(elements, capacity)
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
    let larger = max(16, 2 * capacity)
    if Self.isLarge(capacity) {
      // Values of Swift may be moved as bytes.
      let memory = cvl_remap(elements, Self.byteCount(capacity), Self.byteCount(larger))
      elements = memory.bindMemory(to: Element.self, capacity: larger)
    } else {
      let new = Self.allocate(larger)
      new.moveInitialize(from: elements, count: count)
      Self.deallocate(elements, capacity)
      elements = new
    }
    capacity = larger
  }
}
