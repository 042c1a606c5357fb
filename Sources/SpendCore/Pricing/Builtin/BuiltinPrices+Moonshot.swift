/// Prices of Moonshot's Kimi models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let moonshot: StaticString = """
    kimi-k2-0711-preview input=0.6 output=2.5 cache_read=0.15
    kimi-k2-0905-preview input=0.6 output=2.5 cache_read=0.15
    kimi-k2-thinking input=0.6 output=2.5 cache_read=0.15
    kimi-k2-thinking-turbo input=1.15 output=8 cache_read=0.15
    kimi-k2-turbo-preview,kimi-k2-turbo input=1.15 output=8 cache_read=0.15
    kimi-k2.5 input=0.6 output=3 cache_read=0.1
    kimi-k2.6 input=0.95 output=4 cache_read=0.16
    kimi-k2.7-code input=0.95 output=4 cache_read=0.19
    kimi-k2.7-code-highspeed input=1.9 output=8 cache_read=0.38
    kimi-k3,kimi-latest input=3 output=15 cache_read=0.3 cache_write=3 cache_write_1h=6
    kimi-k3.1-pro input=2 output=10 cache_read=0.2 cache_write=2 cache_write_1h=4
    kimi-k3.1-pro-highspeed input=4 output=20 cache_read=0.2 cache_write=4 cache_write_1h=8
    kimi-latest-128k input=2 output=5 cache_read=0.15
    kimi-latest-32k input=1 output=3 cache_read=0.15
    kimi-latest-8k input=0.2 output=2 cache_read=0.15
    kimi-thinking-preview input=30 output=30
    moonshot-v1-128k,moonshot-v1-128k-0430,moonshot-v1-128k-vision-preview input=2 output=5
    moonshot-v1-32k,moonshot-v1-32k-0430,moonshot-v1-32k-vision-preview input=1 output=3
    moonshot-v1-8k,moonshot-v1-8k-0430,moonshot-v1-8k-vision-preview input=0.2 output=2
    moonshot-v1-auto input=2 output=5
    """
}
