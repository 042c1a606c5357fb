/// Prices of Cohere's models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let cohere: StaticString = """
    c4ai-aya-expanse-32b input=0.5 output=1.5
    c4ai-aya-expanse-8b input=0.5 output=1.5
    command,command-text-v14 input=1 output=2
    command-a,command-a-03-2025 input=2.5 output=10
    command-light,command-light-text-v14 input=0.3 output=0.6
    command-nightly input=1 output=2
    command-r,command-r-08-2024 input=0.15 output=0.6
    command-r-plus,command-r-plus-08-2024 input=2.5 output=10
    command-r7b,command-r7b-12-2024 input=0.0375 output=0.15
    embed-english-light-v2.0 input=0.1 output=0
    embed-english-light-v3.0 input=0.1 output=0
    embed-english-v2.0 input=0.1 output=0
    embed-english-v3.0,embed-english-v3 input=0.1 output=0
    embed-multilingual-light-v3.0 input=0.1 output=0
    embed-multilingual-v2.0 input=0.1 output=0
    embed-multilingual-v3.0,embed-multilingual-v3 input=0.1 output=0
    embed-v4.0 input=0.12 output=0
    embed-v5.0-fast input=0.08 output=0
    embed-v5.0-pro input=0.12 output=0
    """
}
