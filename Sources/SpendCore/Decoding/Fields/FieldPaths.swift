/// The tree of keys that the paths of a source make. Only used while a ``FieldTable`` is made.
struct FieldPaths {
  struct Key {
    var level: Int32
    var name: String
    var key: FieldKey
  }

  private struct Node {
    var level: Int32
    var name: String
    var slots: [(action: FieldKey.Action, slot: UInt16)] = []
    var childLevel: Int32 = 0
    var children: [Int] = []
    /// An object here may be written as a text.
    var readsText = false
  }
  private struct Place: Hashable {
    var level: Int32
    var name: ExactText
  }
  private var nodes: [Node] = []
  private var numbers: [Place: Int] = [:]
  private var levelCount: Int32 = 1
  /// By action: the slots of paths, keys joined by `/`.
  private var slots = [[ExactText: UInt16]](
    repeating: [:], count: Int(FieldKey.Action.branch.rawValue) + 1)
  /// How each slot is reached, keys joined by points.
  private(set) var slotPaths: [String] = []
  var slotCount: Int { slotPaths.count }

  /// Adds a dotted path for new slots. A point may lead into an object or be part of a key
  /// (`gen_ai.usage.cost`): each way to read it gets a slot, objects first.
  mutating func add(_ path: String, _ action: FieldKey.Action) -> [UInt16] {
    Self.readings(of: path.split(separator: ".").map(String.init)).map {
      add(components: $0, action)
    }
  }

  /// All ways to join neighbours with a point; of a path of more than ``longest`` names only those
  /// that join the last ones.
  static func readings(of names: [String]) -> [[String]] {
    guard names.count > 1 else { return [names] }
    let joints = names.count - 1
    let choices =
      names.count <= longest
      ? Array(0..<(1 << joints)) : (0...joints).map { ((1 << $0) - 1) << (joints - $0) }
    return choices.map { joined in
      names.dropFirst().enumerated().reduce(into: [names[0]]) { keys, name in
        if joined >> name.offset & 1 == 1 {
          keys[keys.count - 1] += "." + name.element
        } else {
          keys.append(name.element)
        }
      }
    }
  }

  private static let longest = 5

  /// The slot of a path for an action, a new one if there is none.
  ///
  /// - Parameter path: keys joined by `/`, whose points mean themselves.
  mutating func slot(of path: String, _ action: FieldKey.Action) -> UInt16 {
    if let slot = slots[Int(action.rawValue)][ExactText(path)] { return slot }
    return add(components: path.split(separator: "/").map(String.init), action)
  }

  mutating func slots(of paths: [String], _ action: FieldKey.Action) -> [UInt16] {
    paths.map { slot(of: $0, action) }
  }

  /// A slot for a key at the top.
  mutating func slot(ofName name: String, _ action: FieldKey.Action) -> UInt16 {
    slots[Int(action.rawValue)][ExactText(name)] ?? add(components: [name], action)
  }

  /// An object at the path may be written as a text.
  mutating func readText(at path: String) {
    guard let index = node(at: path.split(separator: "/").map(String.init)) else { return }
    nodes[index].readsText = true
  }

  private mutating func add(components: [String], _ action: FieldKey.Action) -> UInt16 {
    let slot = UInt16(slotCount)
    guard let index = node(at: components) else { return slot }
    nodes[index].slots.append((action, slot))
    slotPaths.append(components.joined(separator: "."))
    let path = ExactText(components.joined(separator: "/"))
    if slots[Int(action.rawValue)][path] == nil { slots[Int(action.rawValue)][path] = slot }
    return slot
  }

  private mutating func node(at path: [String]) -> Int? {
    guard let last = path.last else { return nil }
    var level: Int32 = 0
    var parent: Int?
    for component in path.dropLast() {
      let index = node(level, component, in: parent)
      if nodes[index].childLevel == 0 {
        nodes[index].childLevel = levelCount
        levelCount += 1
      }
      level = nodes[index].childLevel
      parent = index
    }
    return node(level, last, in: parent)
  }

  private mutating func node(_ level: Int32, _ name: String, in parent: Int?) -> Int {
    let place = Place(level: level, name: ExactText(name))
    if let known = numbers[place] { return known }
    let index = nodes.count
    numbers[place] = index
    nodes.append(Node(level: level, name: name))
    if let parent { nodes[parent].children.append(index) }
    return index
  }

  /// The level of the object at a path; 0: no path leads into it.
  mutating func level(at path: String) -> Int32 {
    node(at: path.split(separator: "/").map(String.init)).map { nodes[$0].childLevel } ?? 0
  }

  /// The number of the branch of a key at the top.
  func branch(_ name: String) -> UInt16? {
    guard let index = numbers[Place(level: 0, name: ExactText(name))], !isSimple(nodes[index])
    else {
      return nil
    }
    return UInt16(nodes[..<index].count { !isSimple($0) })
  }

  private func isSimple(_ node: Node) -> Bool { node.slots.count == 1 && node.childLevel == 0 }

  /// In the order of their branches' numbers.
  var branches: [FieldTable.Branch] {
    nodes.filter { !isSimple($0) }.map {
      FieldTable.Branch(
        slots: $0.slots, level: $0.childLevel, slotsWithin: slotsWithin($0),
        readsText: $0.readsText && $0.childLevel != 0)
    }
  }

  private func slotsWithin(_ node: Node) -> [UInt16] {
    node.children.reduce(node.slots.map(\.slot)) { $0 + slotsWithin(nodes[$1]) }
  }

  var keys: [Key] {
    var branchCount: UInt16 = 0
    return nodes.map { node in
      let key: FieldKey
      if isSimple(node) {
        key = FieldKey(action: node.slots[0].action, slot: node.slots[0].slot)
      } else {
        key = FieldKey(action: .branch, slot: branchCount)
        branchCount += 1
      }
      return Key(level: node.level, name: node.name, key: key)
    }
  }
}
