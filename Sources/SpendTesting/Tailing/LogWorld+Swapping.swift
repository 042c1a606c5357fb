import Tailing

/// Links that are turned, damage, and states that are lost.
extension LogWorld {
  /// A link on the way to the file leads elsewhere from now on. What it led to can be found only by
  /// who knew it: the file itself if something of it is counted for good.
  package func swap(between: () -> Void) {
    guard layout != .plain else { return }
    note("swap")
    let left = [file] + rotated
    swaps += 1
    dates += 1
    if layout == .datedLink {
      (home, base) = layout.turn(files, swaps)
      between()
      return reopen()
    }
    let counted = marks(durable())
    // What somebody cut is nobody's file before something new is in it; and a backup that was
    // counted stands in for it.
    let isKnown =
      files.exists(file) && !hasBackup && lines(in: file).contains { counted[$0] }
      && edited.isDisjoint(with: lines(in: file))
    if isKnown { formerPlaces.append(file) }
    current.formerPlace = file
    (home, base) = layout.turn(files, swaps)
    between()
    let oldCurrent = current.descriptor
    reopen()
    for index in old.indices where old[index].descriptor != oldCurrent || !isKnown {
      old[index].isHidden = true
    }
    // What nobody can find any more.
    forget(left)
  }

  /// Of lines that are not counted for good, those are lost that cannot be found any more.
  private func forget(_ paths: [String]) {
    let counted = marks(durable())
    let found = marks(findable.flatMap { lines(in: $0) })
    for path in paths {
      let gone = lines(in: path).filter { !counted[$0] && !found[$0] }
      destroyed.formUnion(gone)
      unseen.formUnion(gone)
      if files.bytes(of: path).last != 0x0A { hasLostTornLine = true }
    }
  }

  /// One byte of an archive turns over, or its end is missing for good.
  package func damage() {
    let archives = rotated.filter { $0.hasSuffix(format.ending) }
    guard !archives.isEmpty else { return }
    let name = archives[dice.next(below: archives.count)]
    let size = files.bytes(of: name).count
    guard size > 20 else { return }
    note("damage \(name)")
    losing(name) {
      if dice.chance(1, of: 2) {
        files.damage(name, at: 10 + dice.next(below: size - 10))
      } else {
        files.truncate(name, to: 2 + dice.next(below: size - 10))
      }
    }
  }

  /// The state is that of earlier, or none: what was counted since counts only if it can be read.
  package func stateWentBack(to counted: [Int?]) {
    let counted = marks(counted)
    lone.formUnion(edited)
    formerPlaces.removeAll { !lines(in: $0).contains { counted[$0] } }
    for index in old.indices
    where old[index].formerPlace.map({ !formerPlaces.contains($0) }) ?? false {
      old[index].isHidden = true
    }
    let found = marks(findable.flatMap { lines(in: $0) })
    destroyed.formUnion(lives.indices.filter { lives[$0] > 0 && !counted[$0] && !found[$0] })
    unseen.formUnion(destroyed)
    hasLostTornLine = true
  }
}
