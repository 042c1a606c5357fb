import SpendCore

/// What calls cost, computed in exact decimals from the price rows that are beside them (litellm
/// 1.110.2, tokencost 0.1.26), with which genai-prices 0.2.3 agrees.
enum PriceVectors {
  struct Vector: Sendable {
    var model: String
    var tier: ServiceTier
    var usage = TokenUsage()
    var nano: Int64

    init(
      _ model: String, _ tier: ServiceTier, _ input: Int64, _ cacheRead: Int64,
      _ cacheWrite: Int64, _ cacheWrite1h: Int64, _ output: Int64, _ nano: Int64
    ) {
      self.model = model
      self.tier = tier
      self.nano = nano
      usage.uncachedInput = input
      usage.cacheRead = cacheRead
      usage.cacheWrite = cacheWrite
      usage.cacheWrite1h = cacheWrite1h
      usage.output = output
    }
  }

  static let all: [Vector] = [
    Vector(
      "gpt-4o", .standard, 86, 1920, 0, 0, 300,
      5_615_000),
    Vector(
      "gpt-4o", .priority, 2006, 0, 0, 0, 300,
      13_625_500),
    Vector(
      "gpt-5", .flex, 12000, 30000, 0, 0, 900,
      13_875_000),
    Vector(
      "gpt-6-luna", .standard, 272000, 0, 0, 0, 10,
      27_205_000),
    Vector(
      "gpt-6-luna", .flex, 272001, 0, 0, 0, 10,
      27_203_850),
    Vector(
      "claude-sonnet-4-5", .standard, 3, 0, 12304, 0, 550,
      54_399_000),
    Vector(
      "claude-sonnet-5-5", .batch, 7, 16399, 2089, 0, 445,
      5_663_200),
    Vector(
      "claude-haiku-5-5", .standard, 100001, 0, 0, 0, 1000,
      52_500_500),
    Vector(
      "claude-haiku-5-5", .batch, 100001, 0, 0, 0, 1000,
      26_250_250),
    Vector(
      "gemini/gemini-2.5-pro", .standard, 200000, 0, 0, 0, 100,
      251_000_000),
    Vector(
      "claude-3-5-haiku-20241022", .standard, 1200, 0, 0, 0, 80,
      1_280_000),
    Vector(
      "text-embedding-3-small", .standard, 1, 0, 0, 0, 0,
      20),
    Vector(
      "gpt-3.5-turbo", .standard, 1000, 0, 0, 0, 1000,
      2_000_000),
  ]

  static let liteLLM = #"""
    {"sample_spec":{"input_cost_per_token":"0.0","litellm_provider":"x"},
    "gpt-4o":{"cache_read_input_token_cost":"1.25e-06",
    "cache_read_input_token_cost_priority":"2.125e-06","input_cost_per_token":"2.5e-06",
    "input_cost_per_token_batches":"1.25e-06","input_cost_per_token_priority":"4.25e-06",
    "output_cost_per_token":"1e-05","output_cost_per_token_batches":"5e-06",
    "output_cost_per_token_priority":"1.7e-05","litellm_provider":"x"},
    "gpt-5":{"cache_read_input_token_cost":"1.25e-07",
    "cache_read_input_token_cost_batches":"6.25e-08",
    "cache_read_input_token_cost_flex":"6.25e-08",
    "cache_read_input_token_cost_priority":"2.5e-07","input_cost_per_token":"1.25e-06",
    "input_cost_per_token_batches":"6.25e-07","input_cost_per_token_flex":"6.25e-07",
    "input_cost_per_token_priority":"2.5e-06","output_cost_per_token":"1e-05",
    "output_cost_per_token_batches":"5e-06","output_cost_per_token_flex":"5e-06",
    "output_cost_per_token_priority":"2e-05","litellm_provider":"x"},
    "gpt-6-luna":{"cache_creation_input_token_cost":"1.25e-07",
    "cache_creation_input_token_cost_above_12hr":"2.5e-07",
    "cache_creation_input_token_cost_above_12hr_batches":"1.25e-07",
    "cache_creation_input_token_cost_above_12hr_above_272k_tokens":"5e-07",
    "cache_creation_input_token_cost_above_12hr_above_272k_tokens_batches":"2.5e-07",
    "cache_creation_input_token_cost_above_12hr_above_272k_tokens_flex":"2.5e-07",
    "cache_creation_input_token_cost_above_12hr_above_272k_tokens_priority":"1e-06",
    "cache_creation_input_token_cost_above_12hr_flex":"1.25e-07",
    "cache_creation_input_token_cost_above_12hr_priority":"5e-07",
    "cache_creation_input_token_cost_decisions":"1.25e-07",
    "cache_creation_input_token_cost_above_272k_tokens":"2.5e-07",
    "cache_creation_input_token_cost_above_272k_tokens_decisions":"2.5e-07",
    "cache_creation_input_token_cost_above_272k_tokens_flex":"1.25e-07",
    "cache_creation_input_token_cost_above_272k_tokens_priority":"5e-07",
    "cache_creation_input_token_cost_flex":"6.25e-08",
    "cache_creation_input_token_cost_priority":"2.5e-07",
    "cache_read_input_token_cost":"1e-08","cache_read_input_token_cost_decisions":"1e-08",
    "cache_read_input_token_cost_above_272k_tokens":"2e-08",
    "cache_read_input_token_cost_above_272k_tokens_decisions":"2e-08",
    "cache_read_input_token_cost_above_272k_tokens_flex":"1e-08",
    "cache_read_input_token_cost_above_272k_tokens_priority":"4e-08",
    "cache_read_input_token_cost_batches":"5e-09",
    "cache_read_input_token_cost_above_272k_tokens_batches":"1e-08",
    "cache_creation_input_token_cost_batches":"6.25e-08",
    "cache_creation_input_token_cost_above_272k_tokens_batches":"1.25e-07",
    "cache_read_input_token_cost_flex":"5e-09",
    "cache_read_input_token_cost_priority":"2e-08","input_cost_per_token":"1e-07",
    "input_cost_per_token_decisions":"1e-07",
    "input_cost_per_token_above_272k_tokens":"2e-07",
    "input_cost_per_token_above_272k_tokens_decisions":"2e-07",
    "input_cost_per_token_above_272k_tokens_flex":"1e-07",
    "input_cost_per_token_above_272k_tokens_priority":"4e-07",
    "input_cost_per_token_batches":"5e-08",
    "input_cost_per_token_above_272k_tokens_batches":"1e-07",
    "input_cost_per_token_flex":"5e-08","input_cost_per_token_priority":"2e-07",
    "output_cost_per_token":"5e-07","output_cost_per_token_decisions":"0.0",
    "output_cost_per_token_above_272k_tokens":"7.5e-07",
    "output_cost_per_token_above_272k_tokens_decisions":"0.0",
    "output_cost_per_token_above_272k_tokens_flex":"3.75e-07",
    "output_cost_per_token_above_272k_tokens_priority":"1.5e-06",
    "output_cost_per_token_batches":"2.5e-07",
    "output_cost_per_token_above_272k_tokens_batches":"3.75e-07",
    "output_cost_per_token_flex":"2.5e-07","output_cost_per_token_priority":"1e-06",
    "litellm_provider":"x"},
    "claude-sonnet-4-5":{"cache_creation_input_token_cost":"3.75e-06",
    "cache_creation_input_token_cost_above_1hr":"6e-06",
    "cache_read_input_token_cost":"3e-07","input_cost_per_token":"3e-06",
    "cache_creation_input_token_cost_batches":"1.875e-06",
    "cache_read_input_token_cost_batches":"1.5e-07","input_cost_per_token_batches":"1.5e-06",
    "output_cost_per_token":"1.5e-05","output_cost_per_token_batches":"7.5e-06",
    "litellm_provider":"x"},
    "claude-sonnet-5-5":{"cache_creation_input_token_cost":"2.5e-06",
    "cache_creation_input_token_cost_above_1hr":"4e-06",
    "cache_creation_input_token_cost_batches":"1.25e-06",
    "cache_read_input_token_cost":"1e-07","cache_read_input_token_cost_batches":"5e-08",
    "input_cost_per_token":"2e-06","input_cost_per_token_batches":"1e-06",
    "output_cost_per_token":"1e-05","output_cost_per_token_batches":"5e-06",
    "litellm_provider":"x"},
    "claude-haiku-5-5":{"input_cost_per_token_above_100k_tokens_batches":"2.5e-07",
    "output_cost_per_token_above_100k_tokens_batches":"1.25e-06",
    "cache_creation_input_token_cost_above_100k_tokens_batches":"3.125e-07",
    "cache_read_input_token_cost_above_100k_tokens_batches":"2.5e-08",
    "cache_creation_input_token_cost":"1.25e-07",
    "cache_creation_input_token_cost_above_1hr":"2e-07",
    "cache_creation_input_token_cost_batches":"6.25e-08",
    "cache_read_input_token_cost":"1e-08","cache_read_input_token_cost_batches":"5e-09",
    "input_cost_per_token":"1e-07","input_cost_per_token_batches":"5e-08",
    "output_cost_per_token":"5e-07","output_cost_per_token_batches":"2.5e-07",
    "input_cost_per_token_above_100k_tokens":"5e-07",
    "output_cost_per_token_above_100k_tokens":"2.5e-06",
    "cache_creation_input_token_cost_above_100k_tokens":"6.25e-07",
    "cache_creation_input_token_cost_above_1hr_above_100k_tokens":"1e-06",
    "cache_read_input_token_cost_above_100k_tokens":"5e-08","litellm_provider":"x"},
    "gemini/gemini-2.5-pro":{"cache_read_input_token_cost":"1.25e-07",
    "cache_read_input_token_cost_above_200k_tokens":"2.5e-07",
    "cache_read_input_token_cost_above_200k_tokens_priority":"4.5e-07",
    "cache_read_input_token_cost_batches":"1.25e-07",
    "cache_read_input_token_cost_flex":"1.25e-07",
    "cache_read_input_token_cost_priority":"2.25e-07","input_cost_per_token":"1.25e-06",
    "input_cost_per_token_above_200k_tokens":"2.5e-06",
    "input_cost_per_token_priority":"2.25e-06",
    "input_cost_per_token_above_200k_tokens_priority":"4.5e-06",
    "output_cost_per_token":"1e-05","output_cost_per_token_above_200k_tokens":"1.5e-05",
    "output_cost_per_token_priority":"1.8e-05",
    "output_cost_per_token_above_200k_tokens_priority":"2.7e-05",
    "google_maps_grounding_cost_per_query":"0.025","input_cost_per_token_batches":"6.25e-07",
    "input_cost_per_token_flex":"6.25e-07","output_cost_per_token_batches":"5e-06",
    "output_cost_per_token_flex":"5e-06",
    "cache_read_input_token_cost_above_200k_tokens_batches":"2.5e-07",
    "cache_read_input_token_cost_above_200k_tokens_flex":"2.5e-07",
    "input_cost_per_token_above_200k_tokens_batches":"1.25e-06",
    "input_cost_per_token_above_200k_tokens_flex":"1.25e-06",
    "output_cost_per_token_above_200k_tokens_batches":"7.5e-06",
    "output_cost_per_token_above_200k_tokens_flex":"7.5e-06","litellm_provider":"x"},
    "claude-3-5-haiku-20241022":{"input_cost_per_token":"8e-07",
    "output_cost_per_token":"4e-06","cache_creation_input_token_cost":"1e-06",
    "cache_read_input_token_cost":"8e-08","litellm_provider":"x"},
    "text-embedding-3-small":{"input_cost_per_token":"2e-08",
    "input_cost_per_token_batches":"1e-08","output_cost_per_token":"0.0",
    "output_cost_per_token_batches":"0.0","litellm_provider":"x"},
    "gpt-3.5-turbo":{"input_cost_per_token":"5e-07","output_cost_per_token":"1.5e-06",
    "litellm_provider":"x"}}
    """#
}
