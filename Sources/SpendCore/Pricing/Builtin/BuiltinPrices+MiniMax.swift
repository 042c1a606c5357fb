/// Prices of MiniMax's models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let miniMax: StaticString = """
    minimax-01 input=0.2 output=1.1
    minimax-m1 input=0.4 output=2.2
    minimax-m2,minimax-m2.1,minimax-m2.5 input=0.3 output=1.2 cache_read=0.03 cache_write=0.375
    minimax-m2.1-highspeed input=0.6 output=2.4 cache_read=0.03 cache_write=0.375
    minimax-m2.1-lightning input=0.3 output=2.4 cache_read=0.03 cache_write=0.375
    minimax-m2.5-highspeed input=0.6 output=2.4 cache_read=0.03 cache_write=0.375
    minimax-m2.5-lightning input=0.3 output=2.4 cache_read=0.03 cache_write=0.375
    minimax-m2.7 input=0.3 output=1.2 cache_read=0.06 cache_write=0.375
    minimax-m2.7-highspeed input=0.6 output=2.4 cache_read=0.06 cache_write=0.375
    minimax-m3,minimax-latest input=0.3 output=1.2 cache_read=0.06 input>512000=0.6 output>512000=2.4 cache_read>512000=0.12
    minimax-m3.1-flash input=0.15 output=0.6 cache_read=0.015
    """
}
