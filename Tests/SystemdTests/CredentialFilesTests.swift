import Glibc
import Testing

@testable import Systemd

@Suite("Credentials that were rotated")
struct CredentialFilesTests {
  private func write(_ path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw TestFailure(call: "open", code: errno) }
    close(descriptor)
  }

  @Test("an original that is newer than its copy, or has none, needs a restart")
  func changed() throws {
    try withTemporaryDirectory { directory in
      for name in ["loaded", "originals"] { mkdir(directory + "/" + name, 0o700) }
      let files = try #require(
        CredentialFiles(
          environment: ["CREDENTIALS_DIRECTORY": directory + "/loaded"],
          originals: directory + "/originals"))
      try write(directory + "/originals/old")
      try write(directory + "/loaded/cred_old")
      try write(directory + "/loaded/plain")
      try write(directory + "/loaded/cred_rotated")
      // File times advance with the timer tick; wait for the next one.
      var probe = 0
      while probe < 10_000,
        try !isNewer(directory + "/originals/rotated", than: directory + "/loaded/cred_rotated")
      {
        probe += 1
      }
      try write(directory + "/originals/new")
      #expect(
        files.changed(among: ["old", "plain", "rotated", "new", "unknown", "../x", ""]) == [
          "rotated", "new",
        ])
    }
  }

  private func isNewer(_ path: String, than other: String) throws -> Bool {
    unlink(path)
    try write(path)
    var first = stat()
    var second = stat()
    stat(path, &first)
    stat(other, &second)
    return (first.st_ctim.tv_sec, first.st_ctim.tv_nsec) > (
      second.st_ctim.tv_sec, second.st_ctim.tv_nsec
    )
  }

  @Test("outside of systemd there are none")
  func none() {
    #expect(CredentialFiles(environment: [:]) == nil)
    #expect(CredentialFiles(environment: ["CREDENTIALS_DIRECTORY": ""]) == nil)
  }
}
