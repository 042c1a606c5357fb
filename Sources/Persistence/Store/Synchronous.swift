/// When SQLite syncs its log: with every commit, or only before it is checkpointed.
enum Synchronous: String, Sendable {
  case full = "FULL"
  case normal = "NORMAL"
}
