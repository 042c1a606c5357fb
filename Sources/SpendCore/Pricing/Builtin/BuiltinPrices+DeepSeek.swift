/// Prices of DeepSeek's models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let deepSeek: StaticString = """
    deepseek-chat input=0.28 output=0.42 cache_read=0.028 cache_write=0
    deepseek-coder input=0.14 output=0.28 cache_read=0.014
    deepseek-flash input=0.3 output=1.2 cache_read=0.006 cache_write=0
    deepseek-r1 input=0.55 output=2.19 cache_read=0.14
    deepseek-reasoner input=0.28 output=0.42 cache_read=0.028
    deepseek-v3 input=0.27 output=1.1 cache_read=0.07 cache_write=0
    deepseek-v3.2 input=0.28 output=0.4 cache_read=0.028
    deepseek-v4-flash,deepseek-flash-latest input=0.14 output=0.28 cache_read=0.0028
    deepseek-v4-flash,deepseek-flash-latest @2026-08-17 input=0.22 output=0.66 cache_read=0.007
    deepseek-v4-flash,deepseek-flash-latest @2026-09-10 input=0.3 output=1.2 cache_read=0.006 cache_write=0
    deepseek-v4-flash-vision-exp input=0.3 output=1.2 cache_read=0.006 cache_write=0
    deepseek-v4-pro,deepseek-pro-latest input=0.435 output=0.87 cache_read=0.003625
    deepseek-v4-pro,deepseek-pro-latest @2026-08-17 input=1.32 output=3.96 cache_read=0.044 cache_write=0
    """
}
