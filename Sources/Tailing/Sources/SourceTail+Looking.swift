import SpendCore

/// Looking at files that are known.
extension SourceTail {
  /// Looks at every open file and at what the paths lead to. Cheap: a few system calls a file.
  func look() {
    guard let pattern = finder.pattern else { return }
    failures.beginLook()
    for generation in generations { lookAt(generation) }
    lookAtUndecided()
    if context.isBlind, !needsInventory, finder.hasChangedDirectories { needsInventory = true }
    follow(finder.lookAtTrees())
    if let literal = pattern.glob.literal { lookAtPath(literal) } else { lookAtActivePaths() }
  }

  /// Learns what happened to an open file.
  func lookAt(_ generation: Generation) {
    guard let reader = generation.reader, generation.state != .sealed else { return }
    let facts: FileFacts
    do throws(FileError) {
      facts = try reader.file.facts()
    } catch {
      noteFailure(error, at: generation.path)
      if error.isStale {
        generation.closeReader()
        context.hasOtherWatches = true
        needsInventory = true
      }
      return
    }
    let before = generation.facts
    let isTouched = before.map { !facts.isUntouched(since: $0) } ?? true
    let isWritten = facts.size != before?.size || facts.modified != before?.modified
    if isTouched {
      if isWritten { generation.open.quietSince = context.monotonic }
      generation.stored.facts = facts
      generation.touch()
      if reader.isResting { checkResting(generation, facts) }
    }
    if isWritten, generation.offset == 0, generation.stored.head.length < ChunkLayout.small {
      checkAnchor(generation)
      if !generation.open.isChanged { try? generation.learnHead(reader) }
    }
    if generation.isCompressed {
      if isWritten { generation.open.isChanged = true }
    } else if facts.size < generation.offset {
      generation.open.isChanged = true
    } else if isTouched || facts.size > generation.offset + generation.open.partial {
      generation.expectData()
    }
    if generation.open.isChanged {
      needsInventory = true
      context.wantsCommit = true
    }
    if generation.state == .draining, !generation.open.mayHaveData, isSealDue(generation) {
      generation.expectData()
    }
    restIfQuiet(generation, reader)
  }

  /// Reads the anchor again, before an open file is compared with others.
  func checkAnchor(_ generation: Generation) {
    guard let reader = generation.reader, !generation.open.isChanged else { return }
    if !generation.stored.isAnchored(in: reader) || !chunks.holdsServed(generation, reader) {
      generation.open.isChanged = true
    }
  }

  /// Who does not have the file open needs its name to write to it, by which it is found then too.
  private func restIfQuiet(_ generation: Generation, _ reader: any ContentReader) {
    let quietSince = max(generation.open.quietSince, generation.open.watchedSince)
    guard let descriptor = reader.file.descriptor, generation.state == .active,
      !generation.open.mayHaveData, !generation.open.isChanged,
      chunks.servedGeneration !== generation,
      context.monotonic - quietSince >= context.options.restSeconds,
      fileSystem.hasWriter(descriptor) == false
    else { return }
    reader.close()
  }

  /// Nothing kept another file from getting the inode of one that rests. What it has more may be
  /// gone before it can be read.
  private func checkResting(_ generation: Generation, _ facts: FileFacts) {
    checkAnchor(generation)
    guard !generation.open.isChanged, !generation.isCompressed else { return }
    generation.stored.knownSize = max(generation.stored.knownSize, facts.size)
  }

  /// A file that was empty has lines now, one that was copied is whole, or both are gone.
  private func lookAtUndecided() {
    if context.monotonic >= settling.dueAt { needsInventory = true }
    for (path, before) in settling.waiting {
      let facts = try? fileSystem.facts(at: path)
      if facts?.isUntouched(since: before) != true { needsInventory = true }
    }
  }

  private func lookAtPath(_ path: FilePath) {
    let active = generations.last { $0.slot == path && $0.state == .active }
    do throws(FileError) {
      let facts = try fileSystem.facts(at: path)
      failures.end(call: "stat", at: path)
      if let known = settling.repeating[path], facts.isUntouched(since: known.facts) { return }
      if active?.facts?.identity != facts.identity || active?.reader == nil {
        needsInventory = true
      }
    } catch {
      if !error.isMissing {
        noteFailure(error, at: path)
      } else if active != nil {
        needsInventory = true
      }
    }
  }

  private func lookAtActivePaths() {
    // One that rests was looked at where it was found.
    for generation in generations
    where generation.state == .active && generation.reader?.isResting != true {
      do throws(FileError) {
        let facts = try fileSystem.facts(at: generation.path)
        if generation.facts?.identity != facts.identity || generation.reader == nil {
          needsInventory = true
        }
      } catch {
        if error.isMissing {
          needsInventory = true
        } else {
          noteFailure(error, at: generation.path)
        }
      }
    }
  }

  /// Whether a fault asks for another look at everything each time, which then has to wait.
  private func isRetried(_ error: FileError) -> Bool {
    error.refusal == nil && error.call != "list" && error.call != "stat"
  }

  /// When something is to be done without being asked; monotonic seconds.
  func nextDue(after lastLook: Double) -> Double {
    let isNow =
      needsInventory
      && (opener.isUnfinished || !failures.now.values.contains(where: isRetried))
    if isNow || finder.trees.isUnfinished { return context.monotonic }
    return min(nextInventory, settling.dueAt, lastLook + context.options.lookSeconds)
  }
}
