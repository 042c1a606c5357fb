/// Prices of Google's Gemini and embedding models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let google: StaticString = """
    deep-research-max-preview-04-2026 input=2 output=12 batch/input=1 batch/output=6
    deep-research-preview-04-2026 input=2 output=12 batch/input=1 batch/output=6
    deep-research-pro-preview-12-2025 input=2 output=12 batch/input=1 batch/output=6
    gemini-1.0-pro-vision,gemini-1.0-pro-vision-001 input=0.5 output=1.5
    gemini-1.5-flash,gemini-1.5-flash-001,gemini-1.5-flash-002 input=0.075 output=0.3 cache_read=0.01875 input>128000=0.15 output>128000=0.6 cache_read>128000=0.0375
    gemini-1.5-flash-8b,gemini-1.5-flash-8b-001 input=0.0375 output=0.15 cache_read=0.01 input>128000=0.075 output>128000=0.3 cache_read>128000=0.02
    gemini-1.5-pro,gemini-1.5-pro-001,gemini-1.5-pro-002 input=1.25 output=5 cache_read=0.3125 input>128000=2.5 output>128000=10 cache_read>128000=0.625
    gemini-2.0-flash,gemini-2.0-flash-001 input=0.1 output=0.4 cache_read=0.025
    gemini-2.0-flash-lite,gemini-2.0-flash-lite-001 input=0.075 output=0.3 cache_read=0.01875
    gemini-2.0-flash-lite-preview-02-05 input=0.075 output=0.3 cache_read=0.01875
    gemini-2.5-computer-use-preview-10-2025 input=1.25 output=10 input>200000=2.5 output>200000=15
    gemini-2.5-flash input=0.3 output=2.5 cache_read=0.03 batch/input=0.15 batch/output=1.25 batch/cache_read=0.03 flex/input=0.15 flex/output=1.25 flex/cache_read=0.03 priority/input=0.54 priority/output=4.5 priority/cache_read=0.054
    gemini-2.5-flash-lite input=0.1 output=0.4 cache_read=0.01 batch/input=0.05 batch/output=0.2 batch/cache_read=0.01 flex/input=0.05 flex/output=0.2 flex/cache_read=0.01 priority/input=0.18 priority/output=0.72 priority/cache_read=0.018
    gemini-2.5-flash-lite-preview-06-17 input=0.1 output=0.4 cache_read=0.025
    gemini-2.5-flash-lite-preview-09-2025 input=0.1 output=0.4 cache_read=0.01
    gemini-2.5-flash-preview-04-17 input=0.15 output=0.6 reasoning=3.5 cache_read=0.0375
    gemini-2.5-flash-preview-05-20 input=0.3 output=2.5 cache_read=0.075
    gemini-2.5-flash-preview-09-2025 input=0.3 output=2.5 cache_read=0.03
    gemini-2.5-pro input=1.25 output=10 cache_read=0.125 batch/input=0.625 batch/output=5 batch/cache_read=0.125 flex/input=0.625 flex/output=5 flex/cache_read=0.125 priority/input=2.25 priority/output=18 priority/cache_read=0.225 input>200000=2.5 output>200000=15 cache_read>200000=0.25 batch/input>200000=1.25 batch/output>200000=7.5 batch/cache_read>200000=0.25 flex/input>200000=1.25 flex/output>200000=7.5 flex/cache_read>200000=0.25 priority/input>200000=4.5 priority/output>200000=27 priority/cache_read>200000=0.45
    gemini-2.5-pro-preview-03-25 input=1.25 output=10 cache_read=0.3125 input>200000=2.5 output>200000=15
    gemini-2.5-pro-preview-05-06 input=1.25 output=10 cache_read=0.3125 input>200000=2.5 output>200000=15
    gemini-2.5-pro-preview-06-05 input=1.25 output=10 cache_read=0.3125 input>200000=2.5 output>200000=15
    gemini-3-flash-preview input=0.5 output=3 cache_read=0.05 batch/input=0.25 batch/output=1.5 batch/cache_read=0.05 flex/input=0.25 flex/output=1.5 flex/cache_read=0.05 priority/input=0.9 priority/output=5.4 priority/cache_read=0.09
    gemini-3-pro-preview,gemini-3-pro-text-preview input=2 output=12 cache_read=0.2 input>200000=4 output>200000=18 cache_read>200000=0.4
    gemini-3.1-flash-lite,gemini-3.1-flash-lite-preview input=0.25 output=1.5 cache_read=0.025 batch/input=0.125 batch/output=0.75 batch/cache_read=0.0125 flex/input=0.125 flex/output=0.75 flex/cache_read=0.0125 priority/input=0.45 priority/output=2.7 priority/cache_read=0.045
    gemini-3.1-pro-preview input=2 output=12 cache_read=0.2 batch/input=1 batch/output=6 batch/cache_read=0.2 flex/input=1 flex/output=6 flex/cache_read=0.2 priority/input=3.6 priority/output=21.6 priority/cache_read=0.36 input>200000=4 output>200000=18 cache_read>200000=0.4 batch/input>200000=2 batch/output>200000=9 batch/cache_read>200000=0.4 flex/input>200000=2 flex/output>200000=9 flex/cache_read>200000=0.4 priority/input>200000=7.2 priority/output>200000=32.4 priority/cache_read>200000=0.72
    gemini-3.1-pro-preview-customtools input=2 output=12 cache_read=0.2 batch/input=1 batch/output=6 batch/cache_read=0.2 flex/input=1 flex/output=6 flex/cache_read=0.2 priority/input=3.6 priority/output=21.6 priority/cache_read=0.36 input>200000=4 output>200000=18 cache_read>200000=0.4 batch/input>200000=2 batch/output>200000=9 batch/cache_read>200000=0.4 flex/input>200000=2 flex/output>200000=9 flex/cache_read>200000=0.4 priority/input>200000=7.2 priority/output>200000=32.4 priority/cache_read>200000=0.72
    gemini-3.5-flash,gemini-3.5-flash-preview input=1.5 output=9 cache_read=0.15 batch/input=0.75 batch/output=4.5 batch/cache_read=0.075 flex/input=0.75 flex/output=4.5 flex/cache_read=0.08 priority/input=2.7 priority/output=16.2 priority/cache_read=0.27
    gemini-3.5-flash-lite input=0.3 output=2.5 cache_read=0.03 batch/input=0.15 batch/output=1.25 batch/cache_read=0.015 flex/input=0.15 flex/output=1.25 flex/cache_read=0.02 priority/input=0.54 priority/output=4.5 priority/cache_read=0.05
    gemini-3.6-flash input=0.75 output=3.75 cache_read=0.075 batch/input=0.375 batch/output=1.875 batch/cache_read=0.0375 flex/input=0.375 flex/output=1.875 flex/cache_read=0.0375 priority/input=1.35 priority/output=6.75 priority/cache_read=0.135
    gemini-3.6-flash @2027-01-01 input=1.5 output=7.5 cache_read=0.15 batch/input=0.75 batch/output=3.75 batch/cache_read=0.075
    gemini-3.7-flash input=0.75 output=3.75 cache_read=0.075 batch/input=0.375 batch/output=1.875 batch/cache_read=0.0375 flex/input=0.375 flex/output=1.875 flex/cache_read=0.0375 priority/input=1.35 priority/output=6.75 priority/cache_read=0.135
    gemini-3.7-flash @2027-01-01 input=1.5 output=7.5 cache_read=0.15
    gemini-3.8-flash input=0.75 output=3.75 cache_read=0.075 batch/input=0.375 batch/output=1.875 batch/cache_read=0.0375 flex/input=0.375 flex/output=1.875 flex/cache_read=0.0375 priority/input=1.35 priority/output=6.75 priority/cache_read=0.135
    gemini-3.8-flash @2027-01-01 input=1.5 output=7.5 cache_read=0.15 batch/input=0.75 batch/output=3.75 batch/cache_read=0.075
    gemini-3.8-flash-cyber input=1.5 output=7.5 cache_read=0.15 batch/input=0.75 batch/output=3.75 batch/cache_read=0.075 flex/input=0.75 flex/output=3.75 flex/cache_read=0.075 priority/input=2.7 priority/output=13.5 priority/cache_read=0.27
    gemini-4-argon,gemini-4-argon-preview input=2 output=10 cache_read=0.1 batch/input=1 batch/output=5 batch/cache_read=0.05 flex/input=1 flex/output=5 flex/cache_read=0.05 priority/input=3.6 priority/output=18 priority/cache_read=0.18
    gemini-4-argon,gemini-4-argon-preview @2026-12-01 input=4 output=20 cache_read=0.2 batch/input=2 batch/output=10 batch/cache_read=0.1
    gemini-4-hydrogen input=1.5 output=7.5 cache_read=0.075 batch/input=0.75 batch/output=3.75 batch/cache_read=0.0375 flex/input=0.75 flex/output=3.75 flex/cache_read=0.0375 priority/input=2.7 priority/output=13.5 priority/cache_read=0.135
    gemini-embedding-001 input=0.15 output=0 batch/input=0.075
    gemini-embedding-2,gemini-embedding-2-preview input=0.2 output=0 batch/input=0.1 batch/output=0
    gemini-flash-latest input=0.75 output=3.75 cache_read=0.075 batch/input=0.375 batch/output=1.875 flex/input=0.375 flex/output=1.875 flex/cache_read=0.0375 priority/input=1.35 priority/output=6.75 priority/cache_read=0.135
    gemini-flash-latest @2027-01-01 input=1.5 output=7.5 cache_read=0.15 batch/input=0.75 batch/output=3.75 batch/cache_read=0.075
    gemini-flash-lite-latest input=0.3 output=2.5 cache_read=0.03 batch/input=0.15 batch/output=1.25 flex/input=0.15 flex/output=1.25 flex/cache_read=0.02 priority/input=0.54 priority/output=4.5 priority/cache_read=0.05
    gemini-pro,gemini-1.0-pro,gemini-1.0-pro-001,gemini-1.0-pro-002 input=0.5 output=1.5
    gemini-pro-latest input=2 output=12 cache_read=0.2 batch/input=1 batch/output=6 flex/input=1 flex/output=6 flex/cache_read=0.2 priority/input=3.6 priority/output=21.6 priority/cache_read=0.36 input>200000=4 output>200000=18 cache_read>200000=0.4 priority/input>200000=7.2 priority/output>200000=32.4 priority/cache_read>200000=0.72
    gemini-pro-vision input=0.5 output=1.5
    gemini-robotics-er-1.5-preview input=0.3 output=2.5 cache_read=0
    gemini-robotics-er-2-preview input=1 output=5 cache_read=0.1 batch/input=0.5 batch/output=2.5 batch/cache_read=0.05
    gemini-robotics-er-2-preview @2027-01-01 input=2 output=10 cache_read=0.2
    gemini-robotics-er-2-streaming-preview input=1 output=5
    gemini-robotics-er-2-streaming-preview @2027-01-01 input=2 output=10
    text-embedding-004 input=0.1 output=0
    text-embedding-005 input=0.1 output=0
    text-multilingual-embedding-002 input=0.1 output=0
    textembedding-gecko input=0.1 output=0
    textembedding-gecko-multilingual input=0.1 output=0
    textembedding-gecko-multilingual@001 input=0.1 output=0
    textembedding-gecko@001 input=0.1 output=0
    textembedding-gecko@003 input=0.1 output=0
    """
}
