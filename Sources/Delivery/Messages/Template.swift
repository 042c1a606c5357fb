import Mustache
import SpendCore

/// The operator's own texts: Mustache (swift-mustache) over the parts of an alert or a digest. What
/// comes from events is escaped for the receiver before it goes in, with two braces or three, so
/// that a template can use the receiver's markup and a feature name cannot. Partials, inheritance
/// and other delimiters are refused: there is nothing they could name.
package enum Template {
  /// What is wrong with a template, for `check`; nil when it is fine.
  package static func problem(in template: String, isOfDigest: Bool = false) -> String? {
    problem(in: template, isOfDigest ? DigestTemplateValues.names : TemplateValues.names)
  }

  private static func problem(in template: String, _ names: Set<String>) -> String? {
    if let problem = tagProblem(in: template, names) { return problem }
    do {
      _ = try MustacheTemplate(string: template)
      return nil
    } catch let error as MustacheTemplate.ParserError {
      let place = "line \(error.context.lineNumber), column \(error.context.columnNumber)"
      return "\(words(error.error)) at \(place) of the template"
    } catch {
      return "the template cannot be read"
    }
  }

  /// The text, trimmed; nil when the template is broken or says nothing, and the built-in text is
  /// to be used.
  /// - Parameter escape: applied to every value.
  static func render(
    _ template: String, _ text: AlertText, escape: (String) -> String
  ) -> String? {
    render(template, TemplateValues.make(text, escape: escape), TemplateValues.names)
  }

  static func render(
    _ template: String, _ text: DigestText, escape: (String) -> String
  ) -> String? {
    render(template, DigestTemplateValues.make(text, escape: escape), DigestTemplateValues.names)
  }

  private static func render(
    _ template: String, _ values: [String: Any], _ names: Set<String>
  ) -> String? {
    guard problem(in: template, names) == nil,
      let parsed = try? MustacheTemplate(string: "{{% CONTENT_TYPE: TEXT}}" + template)
    else { return nil }
    let result = parsed.render(values)
    guard let start = result.firstIndex(where: { !$0.isWhitespace }),
      let end = result.lastIndex(where: { !$0.isWhitespace })
    else { return nil }
    return String(result[start...end])
  }

  private static func words(_ error: any Error) -> String {
    switch error as? MustacheTemplate.Error {
    case .sectionCloseNameIncorrect: "a section is closed by another name than it was opened with"
    case .expectedSectionEnd: "a section is not closed"
    case .unfinishedName: "a tag is not closed with }}"
    default: "a tag cannot be read"
    }
  }

  /// Looks at every tag: unknown names would silently print nothing.
  private static func tagProblem(in template: String, _ names: Set<String>) -> String? {
    for tag in tags(in: template) {
      guard let first = tag.first else { return "a tag without a name" }
      switch first {
      case ">", "<", "$", "=", "*":
        return "tags that begin with \(first) are not supported"
      case "!", "%": continue
      default: break
      }
      let name = innermost(String(tag.drop { "#^/&{ ".contains($0) }))
      if name == "." { continue }
      let head = String(name.prefix { $0 != "." })
      guard names.contains(head) else {
        return "unknown name '\(SafeText.line(name, limit: 60))'; known are "
          + names.sorted().joined(separator: ", ")
      }
    }
    return nil
  }

  /// `uppercased(budget)` → `budget`.
  private static func innermost(_ text: String) -> String {
    var name = text.filter { !"} \t".contains($0) }
    if let open = name.lastIndex(of: "(") {
      name = String(name[name.index(after: open)...].prefix { $0 != ")" })
    }
    return name
  }

  /// The insides of `{{…}}`, white space around them dropped; one that does not end is left to the
  /// parser.
  private static func tags(in template: String) -> [String] {
    var tags: [String] = []
    var rest = template[...]
    while let open = rest.firstRange(of: "{{") {
      rest = rest[open.upperBound...]
      guard let close = rest.firstRange(of: "}}") else { break }
      let inside = rest[..<close.lowerBound].drop { $0.isWhitespace }
      tags.append(String(inside))
      rest = rest[close.upperBound...]
    }
    return tags
  }
}
