import Glibc
import Operations
import Terminal

/// Text to the terminal. Results go to stdout, everything about them to stderr.
enum Console {
  static func out(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }
  static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// What is to be known beside the answer; names of files may hold anything.
  static func warn(_ lines: [String]) {
    for line in lines { error(TerminalText.safe(line)) }
  }

  static func put(_ text: String) { write(text, to: STDOUT_FILENO) }

  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }
  static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Of stdout, if that is a terminal.
  static var look: TerminalLook {
    TerminalLook(environment: Locations.currentEnvironment())
  }

  /// What a person writes, without white space around it; nil at the end of the input.
  static func line() -> String? {
    guard let text = readLine() else { return nil }
    let words = text.drop { $0.isWhitespace }
    return String(words.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// As ``line()``, without showing what is written.
  static func hiddenLine() -> String? {
    var before = termios()
    guard unsafe tcgetattr(STDIN_FILENO, &before) == 0 else { return line() }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    unsafe tcsetattr(STDIN_FILENO, TCSANOW, &silent)
    defer {
      unsafe tcsetattr(STDIN_FILENO, TCSANOW, &before)
      put("\n")
    }
    return line()
  }

  static var width: Int? {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// A reader that went away (`| head`) is no error; an answer that is lost otherwise (a full disk)
  /// ends the program with 1, so that half a report is not taken for a whole one.
  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var rest = unsafe UnsafeRawBufferPointer(bytes)[...]
      while unsafe !rest.isEmpty {
        let base = unsafe UnsafeRawBufferPointer(rebasing: rest)
        let written = unsafe Glibc.write(descriptor, base.baseAddress, base.count)
        if written > 0 {
          unsafe rest = unsafe rest.dropFirst(written)
        } else if errno != EINTR {
          let code = errno
          guard descriptor == STDOUT_FILENO, code != EPIPE else { return }
          error(unsafe "the answer cannot be written: \(String(cString: strerror(code)))")
          exit(1)
        }
      }
    }
  }
}
