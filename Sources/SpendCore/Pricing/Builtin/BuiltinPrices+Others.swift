/// Prices of models of AI21, Arcee, Inception, Writer and Xiaomi.
/// Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let others: StaticString = """
    j2-light input=3 output=3
    j2-mid input=10 output=10
    j2-ultra input=15 output=15
    jamba-1.5 input=0.2 output=0.4
    jamba-1.5-large,jamba-1-5-large input=2 output=8
    jamba-1.5-large@001 input=2 output=8
    jamba-1.5-mini,jamba-1-5-mini input=0.2 output=0.4
    jamba-1.5-mini@001 input=0.2 output=0.4
    jamba-instruct input=0.5 output=0.7
    jamba-large-1.6 input=2 output=8
    jamba-large-1.7 input=2 output=8
    jamba-mini-1.6 input=0.2 output=0.4
    jamba-mini-1.7 input=0.2 output=0.4
    mercury-2 input=0.25 output=0.75 cache_read=0.025
    mercury-2.5 input=0.2 output=0.75 cache_read=0.02
    mimo-v2.6-flash input=0.14 output=0.28 cache_read=0.0028
    mimo-v2.6-pro input=0.435 output=0.87 cache_read=0.0036
    palmyra-vision-7b input=0.15 output=0.6 batch/input=0.075 batch/output=0.3 flex/input=0.075 flex/output=0.3 priority/input=0.2625 priority/output=1.05
    palmyra-x4 input=2.5 output=10
    palmyra-x5 input=0.6 output=6
    trinity-large-thinking input=0.25 output=0.8 cache_read=0.06
    """
}
