/// Names of the dimensions that the core itself speaks of. Any other name is a dimension too.
package enum Dimension {
  package static let feature = "feature_name"
  package static let segment = "user_segment"
  package static let user = "user_id"
  package static let model = "model"
  package static let environment = "environment"
  package static let requestType = "request_type"
  package static let cached = "cached"
  package static let provider = "provider"
  package static let tier = "service_tier"
  package static let session = "session_id"
  /// Where the event was read.
  package static let source = "source"

  /// What the history is kept over, unless the configuration says otherwise (Semantics, History).
  package static let history = [feature, segment, model, environment, requestType]
  /// The feature of events that have none.
  package static let untagged = "untagged"
  /// Stands for all groups and values beyond the limits.
  package static let other = "(other)"
}
