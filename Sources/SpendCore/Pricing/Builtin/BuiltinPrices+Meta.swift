/// Prices of Meta's models: its own API, and Llama as Bedrock names it.
/// Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let meta: StaticString = """
    llama2-13b-chat-v1 input=0.75 output=1
    llama2-70b-chat-v1 input=1.95 output=2.56
    llama3-1-405b-instruct input=2.4 output=2.4
    llama3-1-70b-instruct input=0.72 output=0.72 batch/input=0.36 batch/output=0.36
    llama3-1-8b-instruct input=0.22 output=0.22 batch/input=0.11 batch/output=0.11
    llama3-2-11b-instruct input=0.16 output=0.16
    llama3-2-1b-instruct input=0.1 output=0.1
    llama3-2-3b-instruct input=0.15 output=0.15
    llama3-2-90b-instruct input=0.72 output=0.72
    llama3-3-70b-instruct input=0.72 output=0.72 batch/input=0.36 batch/output=0.36
    llama3-70b-instruct input=2.65 output=3.5
    llama3-8b-instruct input=0.3 output=0.6
    llama4-maverick-17b-instruct input=0.24 output=0.97 batch/input=0.12 batch/output=0.485
    llama4-scout-17b-instruct input=0.17 output=0.66 batch/input=0.085 batch/output=0.33
    muse-spark-1.1 input=1.25 output=4.25 cache_read=0.15
    muse-spark-1.2 input=1.25 output=4.25 cache_read=0.15
    muse-spark-1.2-contributor input=0.1 output=0.2 cache_read=0.002
    muse-spark-1.3 input=1.25 output=4.25 cache_read=0.15
    muse-spark-1.3-contributor input=0.1 output=0.2 cache_read=0.002
    muse-wonder-1.0 input=4 output=20 cache_read=0.2
    """
}
