/// Prices of models under the names that only Groq gives them.
/// Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let groq: StaticString = """
    gemma2-9b-it,gemma2-9b input=0.2 output=0.2
    llama-3.1-405b-reasoning input=0.59 output=0.79
    llama-3.1-70b-versatile input=0.59 output=0.79
    llama-3.1-8b-instant input=0.05 output=0.08
    llama-3.2-11b-text-preview input=0.18 output=0.18
    llama-3.2-11b-vision-preview input=0.18 output=0.18
    llama-3.2-1b-preview input=0.04 output=0.04
    llama-3.2-3b-preview input=0.06 output=0.06
    llama-3.2-90b-text-preview input=0.9 output=0.9
    llama-3.2-90b-vision-preview input=0.9 output=0.9
    llama-3.3-70b-specdec input=0.59 output=0.99
    llama-3.3-70b-versatile input=0.59 output=0.79
    llama2-70b-4096 input=0.7 output=0.8
    llama3-70b-8192 input=0.59 output=0.79
    llama3-8b-8192 input=0.05 output=0.08
    llama3-groq-70b-8192-tool-use-preview input=0.89 output=0.89
    llama3-groq-8b-8192-tool-use-preview input=0.19 output=0.19
    mistral-saba-24b input=0.79 output=0.79
    mixtral-8x7b-32768 input=0.24 output=0.24
    qwen-qwq-32b input=0.29 output=0.39
    """
}
