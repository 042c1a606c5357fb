/// The built-in price table: list prices of the providers' own models, retired ones too.
///
/// Made by `make-table`, not edited by hand. The facts are those of the Python packages
/// litellm 1.110.2, genai-prices 0.2.3 and tokencost 0.1.26 (all under the MIT licence).
///
/// A line is `NAME[,NAME…] [@YYYY-MM-DD] KEY=PRICE…`: names as the provider's API gives them, in
/// lower case; the first day in UTC of the price (without: since ever); USD per million tokens. A
/// key is `[batch/|flex/|priority/|fast/]CLASS[>TOKENS]`: with `>TOKENS` the price of requests
/// whose whole input is more than that. The days of one model follow each other, the oldest first.
enum BuiltinPrices {
  /// The day on which the newest source was published.
  static let date = "2026-11-20"

  /// The table, one part a provider.
  static let parts: [StaticString] = [
    openAI,
    anthropic,
    google,
    xAI,
    mistral,
    deepSeek,
    qwen,
    moonshot,
    zAI,
    miniMax,
    amazon,
    meta,
    groq,
    cohere,
    perplexity,
    voyage,
    others,
  ]
}
