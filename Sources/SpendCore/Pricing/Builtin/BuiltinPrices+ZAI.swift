/// Prices of Z.ai's GLM models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let zAI: StaticString = """
    glm-4-32b-0414-128k input=0.1 output=0.1
    glm-4.5 input=0.6 output=2.2 cache_read=0.11
    glm-4.5-air input=0.2 output=1.1 cache_read=0.03
    glm-4.5-airx input=1.1 output=4.5 cache_read=0.22
    glm-4.5-x input=2.2 output=8.9 cache_read=0.45
    glm-4.5v input=0.6 output=1.8 cache_read=0.11
    glm-4.6 input=0.6 output=2.2 cache_read=0.11 cache_write=0
    glm-4.6v input=0.3 output=0.9 cache_read=0.05
    glm-4.6v-flashx input=0.04 output=0.4 cache_read=0.004
    glm-4.7 input=0.6 output=2.2 cache_read=0.11 cache_write=0
    glm-4.7-flashx input=0.07 output=0.4 cache_read=0.01
    glm-5 input=1 output=3.2 cache_read=0.2 cache_write=0
    glm-5-code input=1.2 output=5 cache_read=0.3 cache_write=0
    glm-5.1 input=1.4 output=4.4 cache_read=0.26 cache_write=0
    glm-5.2 input=1.4 output=4.4 cache_read=0.26 cache_write=0
    glm-5.3,glm-latest input=1.4 output=4.4 cache_read=0.26 cache_write=0
    glm-5.3-flash,glm-flash-latest input=0.075 output=0.25 cache_read=0.015
    glm-5.3-flash,glm-flash-latest @2026-09-10 input=0.15 output=0.5 cache_read=0.03 cache_write=0
    glm-5.3-flashx,glm-5.3-flashx-legal input=0.37 output=1.25 cache_read=0.075
    glm-5v-turbo input=1.2 output=4 cache_read=0.24
    """
}
