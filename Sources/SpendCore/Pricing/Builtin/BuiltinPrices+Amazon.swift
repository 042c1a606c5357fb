/// Prices of Amazon's Nova and Titan models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let amazon: StaticString = """
    nova-2-lite input=0.3 output=2.5 cache_read=0.075 batch/input=0.15 batch/output=1.25 priority/input=0.525 priority/output=4.375 priority/cache_read=0.13125
    nova-2-multimodal-embeddings input=0.135 output=0
    nova-2-pro-preview input=1.25 output=10 cache_read=0.3125 batch/input=0.625 batch/output=5 priority/input=2.1875 priority/output=17.5
    nova-lite,nova-lite-v1 input=0.06 output=0.24 cache_read=0.015 batch/input=0.03 batch/output=0.12
    nova-micro,nova-micro-v1 input=0.035 output=0.14 cache_read=0.00875 batch/input=0.0175 batch/output=0.07
    nova-premier,nova-premier-v1 input=2.5 output=12.5 cache_read=0.625 batch/input=1.25 batch/output=6.25 priority/input=4.375 priority/output=21.875 priority/cache_read=1.09375
    nova-pro,nova-pro-v1 input=0.8 output=3.2 cache_read=0.2 batch/input=0.4 batch/output=1.6 flex/input=0.4 flex/output=1.6 flex/cache_read=0.1 priority/input=1.4 priority/output=5.6 priority/cache_read=0.35
    titan-embed-g1-text-02 input=0.1 output=0
    titan-embed-text-v1,titan-embed-text input=0.1 output=0
    titan-embed-text-v2:0,titan-embed-text-v2 input=0.02 output=0
    titan-text-express-v1,titan-text-express input=0.2 output=0.6
    titan-text-lite-v1,titan-text-lite input=0.15 output=0.2
    titan-text-premier input=0.5 output=1.5
    """
}
