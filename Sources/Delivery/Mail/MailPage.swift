import SpendCore

/// What a message says, in blocks, as plain text and as HTML that is read as well without its
/// styles: no image, no script, nothing from elsewhere.
struct MailPage {
  enum Block {
    /// The first line; a colour of CSS beside it.
    case title(String, color: String?)
    case lines([String])
    /// A title and what belongs to it, an entry each.
    case items([[String]])
    case link(label: String, url: String)
    case command(label: String, String)
    case small(String)
  }

  var blocks: [Block]

  var text: String {
    blocks.map { block in
      switch block {
      case .title(let text, _), .small(let text): text
      case .lines(let lines): lines.joined(separator: "\n")
      case .items(let items):
        items.map { "* " + $0.joined(separator: "\n  ") }.joined(separator: "\n")
      case .link(let label, let url): "\(label): \(url)"
      case .command(let label, let text): "\(label): \(text)"
      }
    }.joined(separator: "\n\n") + "\n"
  }

  var html: String {
    """
    <!DOCTYPE html>
    <html>
    <body style="font-family:sans-serif;font-size:15px;line-height:1.5">
    \(blocks.map(Self.html).joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private static func html(_ block: Block) -> String {
    switch block {
    case .title(let text, let color):
      let border = color.map { ";border-left:5px solid \($0);padding-left:10px" } ?? ""
      return "<p style=\"font-size:18px\(border)\"><b>\(escape(text))</b></p>"
    case .lines(let lines): return "<p>\(lines.map(escape).joined(separator: "<br>\n"))</p>"
    case .items(let items):
      let entries = items.map { "<li>\($0.map(escape).joined(separator: "<br>\n"))</li>" }
      return "<ul>\n\(entries.joined(separator: "\n"))\n</ul>"
    case .link(let label, let url):
      return "<p>\(escape(label)): <a href=\"\(escape(url))\">\(escape(url))</a></p>"
    case .command(let label, let text):
      return "<p>\(escape(label)): <code>\(escape(text))</code></p>"
    case .small(let text):
      return "<p style=\"font-size:13px;color:#777777\">\(escape(text))</p>"
    }
  }

  private static func escape(_ text: String) -> String { Escaping.html(text) }
}
