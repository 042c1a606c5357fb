import ArgumentParser
import SpendCore

/// A file on the command line, by the bytes of its name.
struct FileArgument: ExpressibleByArgument {
  let path: FilePath

  init(argument: String) { path = FilePath(bytes: ArgumentText.bytes(argument)) }
}
