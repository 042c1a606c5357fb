/// Prices of OpenAI's models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let openAI: StaticString = """
    ada,text-ada-001 input=0.4 output=0.4
    babbage input=0.5 output=0.5
    babbage-002 input=0.4 output=0.4 batch/input=0.2 batch/output=0.2
    chatgpt-4o-latest input=5 output=15
    codex-mini input=1.5 output=6 cache_read=0.375
    computer-use input=3 output=12
    computer-use-preview input=3 output=12
    curie,text-curie-001 input=2 output=2
    davinci,text-davinci-001 input=20 output=20
    davinci-002 input=2 output=2 batch/input=1 batch/output=1
    daybreak-blue-latest input=4 output=20 cache_read=0.4 cache_write=5 input>272000=8 output>272000=30 cache_read>272000=0.8 cache_write>272000=10
    daybreak-red-latest input=12.5 output=75 cache_read=1.25 cache_write=15.625 input>272000=25 output>272000=112.5 cache_read>272000=2.5 cache_write>272000=31.25
    ft:babbage-002 input=1.6 output=1.6 batch/input=0.8 batch/output=0.9
    ft:davinci-002 input=12 output=12 batch/input=6 batch/output=6
    ft:gpt-3.5-turbo input=3 output=6 batch/input=1.5 batch/output=3
    ft:gpt-3.5-turbo-0125 input=3 output=6
    ft:gpt-3.5-turbo-0613 input=3 output=6
    ft:gpt-3.5-turbo-1106 input=3 output=6
    ft:gpt-4-0613 input=30 output=60
    ft:gpt-4.1 input=3 output=12 cache_read=0.75 batch/input=1.5 batch/output=6 batch/cache_read=0.5
    ft:gpt-4.1-mini input=0.8 output=3.2 cache_read=0.2 batch/input=0.4 batch/output=1.6 batch/cache_read=0.1
    ft:gpt-4.1-nano input=0.2 output=0.8 cache_read=0.05 batch/input=0.1 batch/output=0.4 batch/cache_read=0.025
    ft:gpt-4o input=3.75 output=15 cache_read=1.875 batch/input=2.225 batch/output=12.5 batch/cache_read=0.9
    ft:gpt-4o-mini input=0.3 output=1.2 cache_read=0.15 batch/input=0.15 batch/output=0.6 batch/cache_read=0.075
    ft:o4-mini input=4 output=16 cache_read=1 batch/input=2 batch/output=8 batch/cache_read=0.5
    gpt-3.5-turbo,gpt-35-turbo,gpt-3.5-turbo-0125 input=0.5 output=1.5 batch/input=0.25 batch/output=0.75
    gpt-3.5-turbo-0301 input=1.5 output=2
    gpt-3.5-turbo-0613 input=1.5 output=2
    gpt-3.5-turbo-1106 input=1 output=2 batch/input=1 batch/output=2
    gpt-3.5-turbo-16k,gpt-35-turbo-16k,gpt-35-turbo-16k-0613,gpt-3.5-turbo-16k-0613 input=3 output=4
    gpt-3.5-turbo-instruct,gpt-3.5-turbo-instruct-0914 input=1.5 output=2
    gpt-4,gpt-4-0314,gpt-4-0613 input=30 output=60 batch/input=15 batch/output=30
    gpt-4-32k,gpt-4-32k-0314,gpt-4-32k-0613 input=60 output=120
    gpt-4-turbo,gpt-4-0125-preview,gpt-4-1106-preview,gpt-4-turbo-preview,gpt-4-turbo-0125-preview input=10 output=30 batch/input=5 batch/output=15
    gpt-4-vision-preview,gpt-4-1106-vision-preview input=10 output=30
    gpt-4.1 input=2 output=8 cache_read=0.5 batch/input=1 batch/output=4 priority/input=3.5 priority/output=14 priority/cache_read=0.875
    gpt-4.1-mini input=0.4 output=1.6 cache_read=0.1 batch/input=0.2 batch/output=0.8 priority/input=0.7 priority/output=2.8 priority/cache_read=0.175
    gpt-4.1-nano input=0.1 output=0.4 cache_read=0.025 batch/input=0.05 batch/output=0.2 priority/input=0.2 priority/output=0.8 priority/cache_read=0.05
    gpt-4.5-preview input=75 output=150 cache_read=37.5 batch/input=37.5 batch/output=75
    gpt-4o input=2.5 output=10 cache_read=1.25 batch/input=1.25 batch/output=5 priority/input=4.25 priority/output=17 priority/cache_read=2.125
    gpt-4o-2024-05-13 input=5 output=15 batch/input=2.5 batch/output=7.5 priority/input=8.75 priority/output=26.25
    gpt-4o-mini input=0.15 output=0.6 cache_read=0.075 batch/input=0.075 batch/output=0.3 priority/input=0.25 priority/output=1 priority/cache_read=0.125
    gpt-4o-mini-search-preview input=0.15 output=0.6 cache_read=0.075 batch/input=0.075 batch/output=0.3
    gpt-4o-search-preview input=2.5 output=10 cache_read=1.25 batch/input=1.25 batch/output=5
    gpt-5 input=1.25 output=10 cache_read=0.125 batch/input=0.625 batch/output=5 batch/cache_read=0.0625 flex/input=0.625 flex/output=5 flex/cache_read=0.0625 priority/input=2.5 priority/output=20 priority/cache_read=0.25
    gpt-5-1-chat,gpt-5.1-chat,gpt-5-1-codex,gpt-5.1-codex,gpt-5-1-codex-max,gpt-5.1-codex-max input=1.25 output=10 cache_read=0.125
    gpt-5-2-chat,gpt-5.2-chat,gpt-5-2-codex,gpt-5.2-codex input=1.75 output=14 cache_read=0.175
    gpt-5-chat,gpt-5-codex input=1.25 output=10 cache_read=0.125
    gpt-5-mini input=0.25 output=2 cache_read=0.025 batch/input=0.125 batch/output=1 batch/cache_read=0.0125 flex/input=0.125 flex/output=1 flex/cache_read=0.0125 priority/input=0.45 priority/output=3.6 priority/cache_read=0.045
    gpt-5-nano input=0.05 output=0.4 cache_read=0.005 batch/input=0.025 batch/output=0.2 batch/cache_read=0.0025 flex/input=0.025 flex/output=0.2 flex/cache_read=0.0025
    gpt-5-pro input=15 output=120 batch/input=7.5 batch/output=60
    gpt-5-search-api input=1.25 output=10 cache_read=0.125
    gpt-5.1,gpt-5-1 input=1.25 output=10 cache_read=0.125 batch/input=0.625 batch/output=5 batch/cache_read=0.0625 flex/input=0.625 flex/output=5 flex/cache_read=0.0625 priority/input=2.5 priority/output=20 priority/cache_read=0.25
    gpt-5.1-codex-mini,gpt-5-1-codex-mini input=0.25 output=2 cache_read=0.025
    gpt-5.2,gpt-5-2 input=1.75 output=14 cache_read=0.175 batch/input=0.875 batch/output=7 batch/cache_read=0.0875 flex/input=0.875 flex/output=7 flex/cache_read=0.0875 priority/input=3.5 priority/output=28 priority/cache_read=0.35
    gpt-5.2-pro,gpt-5-2-pro input=21 output=168 batch/input=10.5 batch/output=84
    gpt-5.3,gpt-5-3,gpt-5-3-chat,gpt-5.3-chat input=1.75 output=14 cache_read=0.175
    gpt-5.3-codex,gpt-5-3-codex input=1.75 output=14 cache_read=0.175 priority/input=3.5 priority/output=28 priority/cache_read=0.35
    gpt-5.4,gpt-5-4 input=2.5 output=15 cache_read=0.25 batch/input=1.25 batch/output=7.5 batch/cache_read=0.13 flex/input=1.25 flex/output=7.5 flex/cache_read=0.13 priority/input=5 priority/output=30 priority/cache_read=0.5 input>272000=5 output>272000=22.5 cache_read>272000=0.5 batch/input>272000=2.5 batch/output>272000=11.25 batch/cache_read>272000=0.25 flex/input>272000=2.5 flex/output>272000=11.25 flex/cache_read>272000=0.25
    gpt-5.4-mini,gpt-5-4-mini,gpt-mini-latest input=0.75 output=4.5 cache_read=0.075 batch/input=0.375 batch/output=2.25 batch/cache_read=0.0375 flex/input=0.375 flex/output=2.25 flex/cache_read=0.0375 priority/input=1.5 priority/output=9 priority/cache_read=0.15
    gpt-5.4-nano,gpt-5-4-nano input=0.2 output=1.25 cache_read=0.02 batch/input=0.1 batch/output=0.625 batch/cache_read=0.01 flex/input=0.1 flex/output=0.625 flex/cache_read=0.01
    gpt-5.4-pro,gpt-5-4-pro input=30 output=180 batch/input=15 batch/output=90 flex/input=15 flex/output=90 input>272000=60 output>272000=270 batch/input>272000=30 batch/output>272000=135 flex/input>272000=30 flex/output>272000=135
    gpt-5.5,gpt-5-5,gpt-5-5-chat,gpt-5.5-chat,gpt-5-5-codex,gpt-5.5-codex input=5 output=30 cache_read=0.5 batch/input=2.5 batch/output=15 batch/cache_read=0.25 flex/input=2.5 flex/output=15 flex/cache_read=0.25 priority/input=12.5 priority/output=75 priority/cache_read=1.25 input>272000=10 output>272000=45 cache_read>272000=1 batch/input>272000=5 batch/output>272000=22.5 batch/cache_read>272000=0.5 flex/input>272000=5 flex/output>272000=22.5 flex/cache_read>272000=0.5
    gpt-5.5-cyber input=12.5 output=75
    gpt-5.5-cyber @2026-10-19 input=12.5 output=75 cache_read=1.25
    gpt-5.5-cyber-preview input=12.5 output=75 cache_read=1.25
    gpt-5.5-pro,gpt-5-5-pro input=30 output=180 batch/input=15 batch/output=90 flex/input=15 flex/output=90 input>272000=60 output>272000=270 batch/input>272000=30 batch/output>272000=135
    gpt-5.6-cyber input=12.5 output=75 cache_read=1.25 cache_write=15.625 input>272000=25 output>272000=112.5 cache_read>272000=2.5 cache_write>272000=31.25
    gpt-5.6-luna,gpt-5-6-luna input=1 output=6 cache_read=0.1 cache_write=1.25 input>272000=2 output>272000=9 cache_read>272000=0.2 cache_write>272000=2.5
    gpt-5.6-luna,gpt-5-6-luna @2026-07-30 input=0.2 output=1.2 cache_read=0.02 cache_write=0.25 batch/input=0.1 batch/output=0.6 batch/cache_read=0.01 batch/cache_write=0.125 flex/input=0.1 flex/output=0.6 flex/cache_read=0.01 flex/cache_write=0.125 priority/input=0.4 priority/output=2.4 priority/cache_read=0.04 priority/cache_write=0.5 input>272000=0.4 output>272000=1.8 cache_read>272000=0.04 cache_write>272000=0.5 batch/input>272000=0.2 batch/output>272000=0.9 batch/cache_read>272000=0.02 batch/cache_write>272000=0.25 flex/input>272000=0.2 flex/output>272000=0.9 flex/cache_read>272000=0.02 flex/cache_write>272000=0.25 priority/input>272000=0.8 priority/output>272000=3.6 priority/cache_read>272000=0.08 priority/cache_write>272000=1
    gpt-5.6-sol,gpt-5-6,gpt-5.6,gpt-5-6-sol input=5 output=30 cache_read=0.5 cache_write=6.25 input>272000=10 output>272000=45 cache_read>272000=1 cache_write>272000=12.5
    gpt-5.6-sol,gpt-5-6,gpt-5.6,gpt-5-6-sol @2026-08-21 input=4 output=20 cache_read=0.4 cache_write=5 batch/input=2 batch/output=10 batch/cache_read=0.2 batch/cache_write=2.5 flex/input=2 flex/output=10 flex/cache_read=0.2 flex/cache_write=2.5 priority/input=8 priority/output=40 priority/cache_read=0.8 priority/cache_write=10 input>272000=8 output>272000=30 cache_read>272000=0.8 cache_write>272000=10 batch/input>272000=4 batch/output>272000=15 batch/cache_read>272000=0.4 batch/cache_write>272000=5 flex/input>272000=4 flex/output>272000=15 flex/cache_read>272000=0.4 flex/cache_write>272000=5 priority/input>272000=16 priority/output>272000=60 priority/cache_read>272000=1.6 priority/cache_write>272000=20
    gpt-5.6-terra,gpt-5-6-terra input=2.5 output=15 cache_read=0.25 cache_write=3.125 input>272000=5 output>272000=22.5 cache_read>272000=0.5 cache_write>272000=6.25
    gpt-5.6-terra,gpt-5-6-terra @2026-07-30 input=2 output=12 cache_read=0.2 cache_write=2.5 batch/input=1 batch/output=6 batch/cache_read=0.1 batch/cache_write=1.25 flex/input=1 flex/output=6 flex/cache_read=0.1 flex/cache_write=1.25 priority/input=4 priority/output=24 priority/cache_read=0.4 priority/cache_write=5 input>272000=4 output>272000=18 cache_read>272000=0.4 cache_write>272000=5 batch/input>272000=2 batch/output>272000=9 batch/cache_read>272000=0.2 batch/cache_write>272000=2.5 flex/input>272000=2 flex/output>272000=9 flex/cache_read>272000=0.2 flex/cache_write>272000=2.5 priority/input>272000=8 priority/output>272000=36 priority/cache_read>272000=0.8 priority/cache_write>272000=10
    gpt-6-astra,gpt-astra-latest input=10 output=50 cache_read=1 cache_write=12.5 batch/input=5 batch/output=25 batch/cache_read=0.5 batch/cache_write=6.25 flex/input=5 flex/output=25 flex/cache_read=0.5 flex/cache_write=6.25 priority/input=20 priority/output=100 priority/cache_read=2 priority/cache_write=25 input>272000=20 output>272000=75 cache_read>272000=2 cache_write>272000=25 batch/input>272000=10 batch/output>272000=37.5 batch/cache_read>272000=1 batch/cache_write>272000=12.5 flex/input>272000=10 flex/output>272000=37.5 flex/cache_read>272000=1 flex/cache_write>272000=12.5 priority/input>272000=40 priority/output>272000=150 priority/cache_read>272000=4 priority/cache_write>272000=50
    gpt-6-astra-law input=10 output=50 cache_read=1
    gpt-6-cyber input=20 output=100 cache_read=2 cache_write=25
    gpt-6-luna,gpt-luna-latest input=0.1 output=0.5 cache_read=0.01 cache_write=0.125 batch/input=0.05 batch/output=0.25 batch/cache_read=0.005 batch/cache_write=0.0625 flex/input=0.05 flex/output=0.25 flex/cache_read=0.005 flex/cache_write=0.0625 priority/input=0.2 priority/output=1 priority/cache_read=0.02 priority/cache_write=0.25 input>272000=0.2 output>272000=0.75 cache_read>272000=0.02 cache_write>272000=0.25 batch/input>272000=0.1 batch/output>272000=0.375 batch/cache_read>272000=0.01 batch/cache_write>272000=0.125 flex/input>272000=0.1 flex/output>272000=0.375 flex/cache_read>272000=0.01 flex/cache_write>272000=0.125 priority/input>272000=0.4 priority/output>272000=1.5 priority/cache_read>272000=0.04 priority/cache_write>272000=0.5
    gpt-6-rosalind input=15 output=75 cache_read=1.5 cache_write=18.75 input>272000=30 output>272000=112.5 cache_read>272000=3 cache_write>272000=37.5
    gpt-6-sol input=2 output=10 cache_read=0.2 cache_write=2.5 batch/input=1 batch/output=5 batch/cache_read=0.1 batch/cache_write=1.25 flex/input=1 flex/output=5 flex/cache_read=0.1 flex/cache_write=1.25 priority/input=4 priority/output=20 priority/cache_read=0.4 priority/cache_write=5 input>272000=4 output>272000=15 cache_read>272000=0.4 cache_write>272000=5 batch/input>272000=2 batch/output>272000=7.5 batch/cache_read>272000=0.2 batch/cache_write>272000=2.5 flex/input>272000=2 flex/output>272000=7.5 flex/cache_read>272000=0.2 flex/cache_write>272000=2.5 priority/input>272000=8 priority/output>272000=30 priority/cache_read>272000=0.8 priority/cache_write>272000=10
    gpt-6.1-sol,gpt-sol-latest input=2 output=10 cache_read=0.1 cache_write=2.5 batch/input=1 batch/output=5 batch/cache_read=0.05 batch/cache_write=1.25 flex/input=1 flex/output=5 flex/cache_read=0.05 flex/cache_write=1.25 priority/input=4 priority/output=20 priority/cache_read=0.2 priority/cache_write=5 input>272000=4 output>272000=15 cache_read>272000=0.2 cache_write>272000=5 batch/input>272000=2 batch/output>272000=7.5 batch/cache_read>272000=0.1 batch/cache_write>272000=2.5 flex/input>272000=2 flex/output>272000=7.5 flex/cache_read>272000=0.1 flex/cache_write>272000=2.5 priority/input>272000=8 priority/output>272000=30 priority/cache_read>272000=0.4 priority/cache_write>272000=10
    gpt-6.1-terra,gpt-terra-latest input=1 output=5 cache_read=0.05 cache_write=1.25 batch/input=0.5 batch/output=2.5 batch/cache_read=0.025 batch/cache_write=0.625 flex/input=0.5 flex/output=2.5 flex/cache_read=0.025 flex/cache_write=0.625 priority/input=2 priority/output=10 priority/cache_read=0.1 priority/cache_write=2.5 input>272000=2 output>272000=7.5 cache_read>272000=0.1 cache_write>272000=2.5 batch/input>272000=1 batch/output>272000=3.75 batch/cache_read>272000=0.05 batch/cache_write>272000=1.25 flex/input>272000=1 flex/output>272000=3.75 flex/cache_read>272000=0.05 flex/cache_write>272000=1.25 priority/input>272000=4 priority/output>272000=15 priority/cache_read>272000=0.2 priority/cache_write>272000=5
    gpt-chat-latest,chat-latest input=5 output=30 cache_read=0.5
    gpt-daybreak-blue-latest input=4 output=20 cache_read=0.4 cache_write=5 input>272000=8 output>272000=30 cache_read>272000=0.8 cache_write>272000=10
    gpt-daybreak-red-latest input=12.5 output=75 cache_read=1.25 cache_write=15.625 input>272000=25 output>272000=112.5 cache_read>272000=2.5 cache_write>272000=31.25
    gpt-rosalind-discovery input=5 output=25 cache_read=0.5
    gpt-rosalind-research input=5 output=25 cache_read=0.5
    o1 input=15 output=60 cache_read=7.5 batch/input=7.5 batch/output=30
    o1-mini input=1.1 output=4.4 cache_read=0.55
    o1-preview input=15 output=60 cache_read=7.5
    o1-pro input=150 output=600 batch/input=75 batch/output=300
    o3 input=10 output=40 cache_read=0.5
    o3 @2025-06-10 input=2 output=8 cache_read=0.5 batch/input=1 batch/output=4 flex/input=1 flex/output=4 flex/cache_read=0.25 priority/input=3.5 priority/output=14 priority/cache_read=0.875
    o3-deep-research input=10 output=40 cache_read=2.5
    o3-mini,o3-mini-high input=1.1 output=4.4 cache_read=0.55 batch/input=0.55 batch/output=2.2
    o3-pro input=20 output=80 batch/input=10 batch/output=40
    o4-mini,o4-mini-high input=1.1 output=4.4 cache_read=0.275 batch/input=0.55 batch/output=2.2 flex/input=0.55 flex/output=2.2 flex/cache_read=0.138 priority/input=2 priority/output=8 priority/cache_read=0.5
    o4-mini-deep-research input=2 output=8 cache_read=0.5
    text-davinci-002 input=20 output=20
    text-davinci-003 input=20 output=20
    text-embedding-3-large input=0.13 output=0 batch/input=0.065 batch/output=0
    text-embedding-3-small input=0.02 output=0 batch/input=0.01 batch/output=0
    text-embedding-ada-002,text-embedding-ada input=0.1 output=0
    text-embedding-ada-002-v2 input=0.1 output=0 batch/input=0.05 batch/output=0
    """
}
