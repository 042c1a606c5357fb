import SpendCore
import Testing

@testable import Tailing

@Suite("Names of rotated files")
struct RotationNamesTests {
  @Test(
    "are recognised, with and without an ending, compressed or not",
    arguments: [
      "cost.jsonl.1", "cost.jsonl.12.gz", "cost.jsonl-20260501",
      "cost.jsonl.2026-05-01_10:00:00.gz", "cost.jsonl.gz",
      "cost-20260501.jsonl", "cost-20260501.jsonl.gz", "cost.1.jsonl.gz",
      "cost.jsonl.1.zst", "cost-20260501.jsonl.xz", "cost.jsonl.bz2", "cost.jsonl.2.zip",
      "cost.jsonl-2026050110.backup",
    ] as [FilePath])
  func rotated(name: FilePath) {
    #expect(RotationNames.isRotated(name, of: "cost.jsonl"))
    #expect(RotationNames.bases(of: name).contains("cost.jsonl"))
    #expect(!RotationNames.isForeign(name))
  }

  @Test(
    "are not those of others",
    arguments: [
      "cost.jsonl", "cost.jsonl.bak", "cost.jsonl~", "cost.jsonl.backup", "cost.jsonl-backup",
      "cost.jsonl-20260501.backup",
      "cost-web.jsonl", "cost.json", "cost.jsonl.old", "other.jsonl.1",
    ] as [FilePath])
  func others(name: FilePath) {
    #expect(!RotationNames.isRotated(name, of: "cost.jsonl"))
  }
}
