/// What there is to commit at the moment, and how long it can wait.
package struct CommitDemand: Sendable, Equatable {
  /// Who waits for it.
  package enum Haste: Sendable, Equatable {
    /// Nobody, unless ``CommitDemand/urgency`` says so.
    case routine
    /// Becoming ready waits for all of it. The pause after a failure is kept.
    case awaited
    /// A reload or the end: there is no later. The pause after a failure does not count.
    case atOnce
  }

  /// Something changed since the last commit was made.
  package var hasChanges: Bool
  /// What the engine has to say to the outside; see ``Engine/urgency``.
  package var urgency: CommitUrgency
  /// An alert was committed ahead of its spend, which should follow: see
  /// ``Engine/hasUncommittedSpend``.
  package var hasUncommittedSpend: Bool
  /// Something happened to the files, a rotation for instance, after which a kill costs more than
  /// time.
  package var concernsFiles: Bool
  /// What there is takes so much memory that reading has to wait for it; see ``Engine/holdsMuch``.
  package var isMuch: Bool
  /// Windows to be written: what most of a large commit is made of.
  package var windows: Int
  package var haste: Haste

  package init(
    hasChanges: Bool = false, urgency: CommitUrgency = .none, hasUncommittedSpend: Bool = false,
    concernsFiles: Bool = false, isMuch: Bool = false, windows: Int = 0,
    haste: Haste = .routine
  ) {
    self.hasChanges = hasChanges
    self.urgency = urgency
    self.hasUncommittedSpend = hasUncommittedSpend
    self.concernsFiles = concernsFiles
    self.isMuch = isMuch
    self.windows = windows
    self.haste = haste
  }
}
