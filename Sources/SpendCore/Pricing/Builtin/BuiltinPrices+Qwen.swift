/// Prices of Alibaba's Qwen models (international prices).
/// Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let qwen: StaticString = """
    qwen-coder input=0.3 output=1.5
    qwen-flash input=0.05 output=0.4 input>256000=0.25 output>256000=2
    qwen-max input=1.6 output=6.4
    qwen-plus input=0.4 output=1.2
    qwen-plus-2025-04-28,qwen-plus-2025-07-14 input=0.4 output=1.2 reasoning=4
    qwen-plus-latest,qwen-plus-2025-07-28,qwen-plus-2025-09-11 input=0.4 output=1.2 reasoning=4 input>256000=1.2 output>256000=3.6 reasoning>256000=12
    qwen-turbo input=0.05 output=0.2 reasoning=0.5
    qwen-turbo-2024-11-01 input=0.05 output=0.2
    qwen3-coder-flash input=0.3 output=1.5 cache_read=0.08 input>32000=0.5 output>32000=2.5 cache_read>32000=0.12 input>128000=0.8 output>128000=4 cache_read>128000=0.2 input>256000=1.6 output>256000=9.6 cache_read>256000=0.4
    qwen3-coder-flash-2025-07-28 input=0.3 output=1.5 input>32000=0.5 output>32000=2.5 input>128000=0.8 output>128000=4 input>256000=1.6 output>256000=9.6
    qwen3-coder-plus input=1 output=5 cache_read=0.1 input>32000=1.8 output>32000=9 cache_read>32000=0.18 input>128000=3 output>128000=15 cache_read>128000=0.3 input>256000=6 output>256000=60 cache_read>256000=0.6
    qwen3-coder-plus-2025-07-22 input=1 output=5 input>32000=1.8 output>32000=9 input>128000=3 output>128000=15 input>256000=6 output>256000=60
    qwen3-max input=1.2 output=6 input>32000=2.4 output>32000=12 input>128000=3 output>128000=15
    qwen3-max-preview input=1.2 output=6 input>32000=2.4 output>32000=12 input>128000=3 output>128000=15
    qwen3-next-80b-a3b-instruct input=0.15 output=1.2
    qwen3-next-80b-a3b-thinking input=0.15 output=1.2
    qwen3-vl-235b-a22b-instruct input=0.4 output=1.6
    qwen3-vl-235b-a22b-thinking input=0.4 output=4
    qwen3-vl-32b-instruct input=0.16 output=0.64
    qwen3-vl-32b-thinking input=0.16 output=2.87
    qwen3-vl-plus input=0.2 output=1.6 input>32000=0.3 output>32000=2.4 input>128000=0.6 output>128000=4.8
    qwen3.5-plus input=0.4 output=2.4 input>256000=0.5 output>256000=3
    qwen3.7-max input=2.5 output=7.5 cache_read=0.5 cache_write=3.125
    qwen3.7-plus input=0.4 output=1.6 cache_read=0.08 input>256000=1.2 output>256000=4.8 cache_read>256000=0.24
    qwen3.8-flash,qwen-flash-latest input=0.15 output=0.47 cache_read=0.016 cache_write=0.2
    qwen3.8-max,qwen-max-latest input=2 output=6 cache_read=0.25
    qwq-plus input=0.8 output=2.4
    """
}
