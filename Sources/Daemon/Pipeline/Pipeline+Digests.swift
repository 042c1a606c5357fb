import LinuxSystem
import Operations
import Persistence
import SpendCore
import Tailing

/// What became of the digests that were due.
package struct MadeDigests: Sendable {
  var made: [(digest: SpendDigest, due: DigestSettings.Due)] = []
  var failure: String?
}

/// Digests that are due: made beside the reading, and sent like alerts.
extension Pipeline {
  /// A digest that is to be made.
  struct DigestJob: Sendable {
    var due: DigestSettings.Due
    var plan: DigestTally.Plan
    var facts: DigestFacts
  }

  private static let secondsAfterFailure: Int64 = 600

  /// Once a minute. What is due goes out when all that was there at the start is counted.
  func sendDueDigests() {
    guard schedule.phase == .ready, !areDigestsUnderWay, now >= digestsNotBefore else { return }
    let jobs = dueDigests()
    guard !jobs.isEmpty else { return }
    let (store, mailbox) = (parts.store, parts.mailbox)
    guard !parts.tailOptions.isOnce else { return emit(Self.make(jobs, store)) }
    areDigestsUnderWay = OwnedThread.start(name: "digest") {
      mailbox.post(.digests(Self.make(jobs, store)))
    }
  }

  func emit(_ digests: MadeDigests) {
    areDigestsUnderWay = false
    for (digest, due) in digests.made { step(.digest(digest, due)) }
    guard let failure = digests.failure else { return }
    digestsNotBefore = now.advanced(bySeconds: Self.secondsAfterFailure)
    log.digestFailed(failure)
  }

  private func dueDigests() -> [DigestJob] {
    engine.digestsDue(at: now).compactMap { due in
      guard !due.receivers.isEmpty else {
        step(.digest(nil, due))
        return nil
      }
      let plan = DigestTally.Plan(
        due.settings, period: due.period, zone: configuration.timeZone, time: now)
      var facts = engine.digestFacts(due.settings, at: now)
      facts.invoice = InvoiceMemory.read(directory: parts.store.paths.directory)
      return DigestJob(due: due, plan: plan, facts: facts)
    }
  }

  private static func make(_ jobs: [DigestJob], _ store: StateStore) -> MadeDigests {
    var result = MadeDigests()
    for job in jobs {
      do throws(StateError) {
        let digest = try store.withHistory { try DigestMaker.make(job.plan, job.facts, from: $0) }
        result.made.append((digest, job.due))
      } catch {
        result.failure = error.description
      }
    }
    return result
  }
}
