import SpendCore

/// When a rotated file is over.
extension SourceTail {
  /// Whether a look at everything could say what all files are. What was to be sealed and had to
  /// wait for that is sealed now, and not with the look after it, which may have to wait again.
  func noteDecided(_ isDecided: Bool) {
    let hadToWait = isUndecided
    isUndecided = !isDecided
    guard hadToWait, isDecided else { return }
    for generation in generations
    where generation.state == .draining && !generation.open.mayHaveData && isSealDue(generation) {
      generation.expectData()
    }
  }

  /// Read to its end, quiet for long enough, and, where that can be known, without a writer.
  func isSealDue(_ generation: Generation) -> Bool {
    guard generation.state == .draining, let reader = generation.reader,
      let facts = generation.facts, !generation.open.isChanged, !isUndecided
    else { return false }
    // A file that waits for it to be read may be known by the last of its lines, and not by the
    // unterminated one that is consumed now.
    if generation.open.isAwaited { return false }
    if generation.isCompressed { return true }
    // A read may return less than there is.
    if generation.lagBytes > 0 { return false }
    let options = context.options
    let age = context.age(of: facts)
    if options.isOnce { return age >= options.sealQuietSeconds }
    let quiet = context.monotonic - generation.open.quietSince
    // A clock that was set back makes files of the future: then only our own watching counts.
    let watched = min(quiet, context.monotonic - generation.open.watchedSince)
    guard
      age >= options.sealQuietSeconds && quiet >= options.sealQuietSeconds
        || watched >= 2 * options.sealQuietSeconds
    else { return false }
    let hasWriter: Bool?
    do throws(FileError) {
      hasWriter = try reader.file.withDescriptor { fileSystem.hasWriter($0) }
    } catch {
      // It cannot be opened now; a later look sees.
      return false
    }
    switch hasWriter {
    case .some(true): return false
    case .some(false): return true
    case .none:
      return generation.open.sawCloseOfWriter || max(age, watched) >= 10 * options.sealQuietSeconds
    }
  }
}
