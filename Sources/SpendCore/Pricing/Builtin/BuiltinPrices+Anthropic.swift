/// Prices of Anthropic's models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let anthropic: StaticString = """
    claude-2,claude-v2,claude-2.0 input=8 output=24
    claude-2.1,claude input=8 output=24
    claude-3-5-haiku,claude-3.5-haiku input=0.8 output=4 cache_read=0.08 cache_write=1 cache_write_1h=1.6
    claude-3-5-sonnet,claude-3.5-sonnet,claude-3-5-sonnet-v2 input=3 output=15 cache_read=0.3 cache_write=3.75 cache_write_1h=6
    claude-3-7-sonnet,claude-3.7-sonnet,claude-sonnet-3-7,claude-sonnet-3.7 input=3 output=15 cache_read=0.3 cache_write=3.75 cache_write_1h=6
    claude-3-haiku input=0.25 output=1.25 cache_read=0.03 cache_write=0.3 cache_write_1h=0.5
    claude-3-opus input=15 output=75 cache_read=1.5 cache_write=18.75 cache_write_1h=30
    claude-3-sonnet input=3 output=15 cache_read=0.3 cache_write=3.75 cache_write_1h=6
    claude-fable-5 input=10 output=50 cache_read=1 cache_write=12.5 cache_write_1h=20 batch/input=5 batch/output=25 batch/cache_read=0.5 batch/cache_write=6.25 batch/cache_write_1h=10
    claude-fable-5-1,claude-fable-latest input=10 output=50 cache_read=0.25 cache_write=12.5 cache_write_1h=20 batch/input=5 batch/output=25 batch/cache_read=0.125 batch/cache_write=6.25 batch/cache_write_1h=10
    claude-fable-5-2 input=8 output=40 cache_read=0.2 cache_write=10 cache_write_1h=16 batch/input=4 batch/output=20 batch/cache_read=0.1 batch/cache_write=5 batch/cache_write_1h=8 fast/input=16 fast/output=80 fast/cache_read=0.4 fast/cache_write=20 fast/cache_write_1h=32
    claude-haiku-4-5,claude-4-5-haiku,claude-4.5-haiku,claude-haiku-4.5 input=1 output=5 cache_read=0.1 cache_write=1.25 cache_write_1h=2 batch/input=0.5 batch/output=2.5 batch/cache_read=0.05 batch/cache_write=0.625 batch/cache_write_1h=1
    claude-haiku-5-5,claude-5-5-haiku,claude-5.5-haiku,claude-haiku-5.5,claude-haiku-latest input=0.1 output=0.5 cache_read=0.01 cache_write=0.125 cache_write_1h=0.2 batch/input=0.05 batch/output=0.25 batch/cache_read=0.005 batch/cache_write=0.0625 batch/cache_write_1h=0.1 input>100000=0.5 output>100000=2.5 cache_read>100000=0.05 cache_write>100000=0.625 cache_write_1h>100000=1 batch/input>100000=0.25 batch/output>100000=1.25 batch/cache_read>100000=0.025 batch/cache_write>100000=0.3125 batch/cache_write_1h>100000=0.5
    claude-instant-1 input=1.63 output=5.51
    claude-instant-1.2,claude-instant-v1 input=0.8 output=2.4
    claude-mythos-5 input=10 output=50 cache_read=1 cache_write=12.5 cache_write_1h=20 batch/input=5 batch/output=25 batch/cache_read=0.5 batch/cache_write=6.25
    claude-mythos-5-1 input=10 output=50 cache_read=0.25 cache_write=12.5 cache_write_1h=20 batch/input=5 batch/output=25 batch/cache_read=0.125 batch/cache_write=6.25
    claude-mythos-5-2 input=8 output=40 cache_read=0.2 cache_write=10 cache_write_1h=16 batch/input=4 batch/output=20 batch/cache_read=0.1 batch/cache_write=5 batch/cache_write_1h=8 fast/input=16 fast/output=80 fast/cache_read=0.4 fast/cache_write=20 fast/cache_write_1h=32
    claude-mythos-preview input=10 output=50 cache_read=1 cache_write=12.5 cache_write_1h=20
    claude-opus-4-0,claude-4-opus,claude-opus-4 input=15 output=75 cache_read=1.5 cache_write=18.75 cache_write_1h=30
    claude-opus-4-1,claude-opus-4.1 input=15 output=75 cache_read=1.5 cache_write=18.75 cache_write_1h=30
    claude-opus-4-5,claude-4-5-opus,claude-4.5-opus,claude-opus-4.5 input=5 output=25 cache_read=0.5 cache_write=6.25 cache_write_1h=10 batch/input=2.5 batch/output=12.5 batch/cache_read=0.25 batch/cache_write=3.125 batch/cache_write_1h=5
    claude-opus-4-6,claude-4-6-opus,claude-4.6-opus,claude-opus-4.6 input=5 output=25 cache_read=0.5 cache_write=6.25 cache_write_1h=10 batch/input=2.5 batch/output=12.5 batch/cache_read=0.25 batch/cache_write=3.125 batch/cache_write_1h=5 input>200000=10 output>200000=37.5 cache_read>200000=1 cache_write>200000=12.5 cache_write_1h>200000=20
    claude-opus-4-6,claude-4-6-opus,claude-4.6-opus,claude-opus-4.6 @2026-03-13 input=5 output=25 cache_read=0.5 cache_write=6.25 cache_write_1h=10 batch/input=2.5 batch/output=12.5 batch/cache_read=0.25 batch/cache_write=3.125 batch/cache_write_1h=5
    claude-opus-4-7,claude-4-7-opus,claude-4.7-opus,claude-opus-4.7 input=5 output=25 cache_read=0.5 cache_write=6.25 cache_write_1h=10 batch/input=2.5 batch/output=12.5 batch/cache_read=0.25 batch/cache_write=3.125 batch/cache_write_1h=5
    claude-opus-4-8,claude-4-8-opus,claude-4.8-opus,claude-opus-4.8 input=5 output=25 cache_read=0.5 cache_write=6.25 cache_write_1h=10 batch/input=2.5 batch/output=12.5 batch/cache_read=0.25 batch/cache_write=3.125 batch/cache_write_1h=5 fast/input=10 fast/output=50 fast/cache_read=1 fast/cache_write=12.5 fast/cache_write_1h=20
    claude-opus-5,claude-5-opus,claude-5.0-opus,claude-opus-5.0 input=5 output=25 cache_read=0.5 cache_write=6.25 cache_write_1h=10 batch/input=2.5 batch/output=12.5 batch/cache_read=0.25 batch/cache_write=3.125 batch/cache_write_1h=5 fast/input=10 fast/output=50 fast/cache_read=1 fast/cache_write=12.5 fast/cache_write_1h=20
    claude-opus-5-5,claude-5-5-opus,claude-5.5-opus,claude-opus-5.5,claude-opus-latest input=4 output=20 cache_read=0.2 cache_write=5 cache_write_1h=8 batch/input=2 batch/output=10 batch/cache_read=0.1 batch/cache_write=2.5 batch/cache_write_1h=4 fast/input=8 fast/output=40 fast/cache_read=0.4 fast/cache_write=10 fast/cache_write_1h=16
    claude-sonnet-4-0,claude-4-sonnet,claude-sonnet-4 input=3 output=15 cache_read=0.3 cache_write=3.75 cache_write_1h=6
    claude-sonnet-4-5,claude-sonnet-4.5 input=3 output=15 cache_read=0.3 cache_write=3.75 cache_write_1h=6 batch/input=1.5 batch/output=7.5 batch/cache_read=0.15 batch/cache_write=1.875 batch/cache_write_1h=3 input>200000=6 output>200000=22.5 cache_read>200000=0.6 cache_write>200000=7.5 cache_write_1h>200000=12 batch/input>200000=3 batch/output>200000=11.25 batch/cache_read>200000=0.3 batch/cache_write>200000=3.75 batch/cache_write_1h>200000=6
    claude-sonnet-4-6,claude-sonnet-4.6 input=3 output=15 cache_read=0.3 cache_write=3.75 cache_write_1h=6 batch/input=1.5 batch/output=7.5 batch/cache_read=0.15 batch/cache_write=1.875 batch/cache_write_1h=3 input>200000=6 output>200000=22.5 cache_read>200000=0.6 cache_write>200000=7.5 cache_write_1h>200000=12
    claude-sonnet-4-6,claude-sonnet-4.6 @2026-03-13 input=3 output=15 cache_read=0.3 cache_write=3.75 cache_write_1h=6 batch/input=1.5 batch/output=7.5 batch/cache_read=0.15 batch/cache_write=1.875 batch/cache_write_1h=3
    claude-sonnet-5,claude-5-sonnet,claude-5.0-sonnet,claude-sonnet-5.0 input=2 output=10 cache_read=0.2 cache_write=2.5 cache_write_1h=4 batch/input=1 batch/output=5 batch/cache_read=0.1 batch/cache_write=1.25 batch/cache_write_1h=2
    claude-sonnet-5-5,claude-5-5-sonnet,claude-5.5-sonnet,claude-sonnet-5.5,claude-sonnet-latest input=2 output=10 cache_read=0.1 cache_write=2.5 cache_write_1h=4 batch/input=1 batch/output=5 batch/cache_read=0.05 batch/cache_write=1.25 batch/cache_write_1h=2
    claude-v1 input=8 output=24
    """
}
