/// Prices of Voyage's embedding models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let voyage: StaticString = """
    voyage-01 input=0.1 output=0
    voyage-02 input=0.1 output=0
    voyage-2 input=0.1 output=0
    voyage-3 input=0.06 output=0
    voyage-3-large input=0.18 output=0
    voyage-3-lite input=0.02 output=0
    voyage-3.5 input=0.06 output=0
    voyage-3.5-lite input=0.02 output=0
    voyage-4 input=0.06 output=0
    voyage-4-large input=0.12 output=0
    voyage-4-lite input=0.02 output=0
    voyage-code-2 input=0.12 output=0
    voyage-code-3 input=0.18 output=0
    voyage-code-4 input=0.12 output=0
    voyage-context-3 input=0.18 output=0
    voyage-context-4 input=0.12 output=0
    voyage-finance-2 input=0.12 output=0
    voyage-large-2 input=0.12 output=0
    voyage-large-2-instruct input=0.12 output=0
    voyage-law-2 input=0.12 output=0
    voyage-lite-01 input=0.1 output=0
    voyage-lite-01-instruct input=0.1 output=0
    voyage-lite-02-instruct input=0.1 output=0
    voyage-multilingual-2 input=0.12 output=0
    voyage-multimodal-3 input=0.12 output=0
    voyage-multimodal-3.5 input=0.12 output=0
    """
}
