import ArgumentParser
import Operations
import SpendCore

extension Configuration {
  /// With hashes in place of values, where the configuration says so; says why not, and exits.
  func hashed(stateDirectory: String) throws -> Configuration {
    do throws(HashKeeper.Failure) {
      return try HashKeeper(stateDirectory: stateDirectory).settle(self)
    } catch {
      Console.error(error.description)
      throw ExitCode(ExitStatus.failed)
    }
  }
}
