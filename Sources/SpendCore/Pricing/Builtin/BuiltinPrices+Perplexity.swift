/// Prices of Perplexity's models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let perplexity: StaticString = """
    llama-3.1-sonar-huge-128k-online input=5 output=5
    llama-3.1-sonar-large-128k-chat input=1 output=1
    llama-3.1-sonar-large-128k-online input=1 output=1
    llama-3.1-sonar-small-128k-chat input=0.2 output=0.2
    llama-3.1-sonar-small-128k-online input=0.2 output=0.2
    pplx-70b-chat input=0.7 output=2.8
    pplx-70b-online input=0 output=2.8
    pplx-7b-chat input=0.07 output=0.28
    pplx-7b-online input=0 output=0.28
    pplx-embed-context-v1-0.6b input=0.008 output=0
    pplx-embed-context-v1-4b input=0.05 output=0
    pplx-embed-v1-0.6b input=0.004 output=0
    pplx-embed-v1-4b input=0.03 output=0
    r1-1776 input=2 output=8
    sonar input=1 output=1
    sonar-deep-research input=2 output=8 reasoning=3
    sonar-medium-chat input=0.6 output=1.8
    sonar-medium-online input=0 output=1.8
    sonar-pro input=3 output=15
    sonar-pro-search input=3 output=15
    sonar-reasoning input=1 output=5
    sonar-reasoning-pro input=2 output=8
    sonar-small-chat input=0.07 output=0.28
    sonar-small-online input=0 output=0.28
    """
}
