/// Windows as the state has them.
extension Ledger {
  /// Records of what changed of a window, which then counts as stored. Works on the window where it
  /// stands, because a commit may have as many as there are.
  ///
  /// A window with few entries is one record. One with more has a record for each chunk, so that
  /// what is written follows what changed.
  ///
  /// - Parameter writer: for its memory.
  mutating func drainRecords(
    of number: Int, into records: inout RecordList, _ writer: inout ByteWriter
  ) {
    windows.slots[number].isQueuedForCommit = false
    let rule = windows.slots[number].rule
    guard rule >= 0 else {
      guard windows.slots[number].isStored else { return }
      windows.slots[number].isStored = false
      records.append(.window, number: UInt64(number), nil)
      return
    }
    let isWhole = windows.slots[number].isStoredWhole
    if isWhole != windows.slots[number].storedChunks.isEmpty {
      // Goes over from one form to the other: all of it is written.
      windows.slots[number].isRecordDirty = true
      windows.slots[number].dirtyFrom = .min
    }
    if isWhole {
      guard windows.slots[number].isRecordDirty || windows.slots[number].dirtyFrom != .max
      else { return }
      for chunk in windows.slots[number].storedChunks {
        records.append(.chunk, Ledger.chunkKey(number, chunk), nil)
      }
      windows.slots[number].storedChunks = []
    }
    if windows.slots[number].isRecordDirty || isWhole {
      windows.slots[number].isRecordDirty = false
      windows.slots[number].isStored = true
      writeWindow(number, rule, isWhole: isWhole, to: &writer)
      records.append(.window, number: UInt64(number), writer.bytes)
    }
    if isWhole {
      windows.slots[number].dirtyFrom = .max
    } else {
      windows.slots[number].drainChunks(rules.shapes[rule]) { chunk, body in
        records.append(.chunk, Ledger.chunkKey(number, chunk), body)
      }
    }
  }

  /// The body of its record, in place of what was written before.
  func writeWindow(_ number: Int, _ rule: Int, isWhole: Bool, to writer: inout ByteWriter) {
    writer.removeAll()
    let window = windows.slots.pointer(number)
    writer.write(raw: rules.recordHeads[rule])
    for symbol in window.pointee.group { catalog.writeStored(symbol, to: &writer) }
    window.pointee.writeState(isWhole: isWhole, to: &writer)
  }

  static func chunkKey(_ window: Int, _ chunk: Int64) -> [UInt8] {
    RecordKey.number(UInt64(window)) + RecordKey.number(UInt64(bitPattern: chunk) ^ 1 << 63)
  }
}
