/// Prices of Mistral's models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let mistral: StaticString = """
    codestral,codestral-2501 input=0.3 output=0.9 cache_read=0.03 batch/input=0.15 batch/output=0.45
    codestral-2405 input=1 output=3
    codestral-2508 input=0.3 output=0.9 cache_read=0.03 batch/input=0.15 batch/output=0.45 batch/cache_read=0.015
    codestral-embed-2505,codestral-embed input=0.15 output=0 cache_read=0.015
    codestral-mamba-latest input=0.25 output=0.25 cache_read=0.025
    devstral-2512 input=0.4 output=2 cache_read=0.04
    devstral-latest input=0.4 output=2 cache_read=0.04
    devstral-medium-2507 input=0.4 output=2
    devstral-medium-latest input=0.4 output=2 cache_read=0.04
    devstral-small input=0.1 output=0.3 cache_read=0.01
    devstral-small-2505,devstral-small-2507 input=0.1 output=0.3
    magistral-medium input=1.5 output=7.5 cache_read=0.15
    magistral-medium-2506 input=2 output=5
    magistral-small input=0.15 output=0.6 cache_read=0.015
    magistral-small-2506 input=0.5 output=1.5
    ministral-14b-2512 input=0.2 output=0.2 cache_read=0.02 batch/input=0.1 batch/output=0.1 batch/cache_read=0.01
    ministral-14b-latest input=0.2 output=0.2 cache_read=0.02
    ministral-3-14b-2512 input=0.2 output=0.2 cache_read=0.02
    ministral-3-3b-2512 input=0.1 output=0.1 cache_read=0.01
    ministral-3-8b-2512 input=0.15 output=0.15 cache_read=0.015
    ministral-3b input=0.1 output=0.1 cache_read=0.01
    ministral-3b-2512 input=0.1 output=0.1 cache_read=0.01 batch/input=0.05 batch/output=0.05 batch/cache_read=0.005
    ministral-8b input=0.15 output=0.15 cache_read=0.015
    ministral-8b-2410 input=0.1 output=0.1
    ministral-8b-2512 input=0.15 output=0.15 cache_read=0.015 batch/input=0.075 batch/output=0.075 batch/cache_read=0.0075
    ministral-8b-latest input=0.1 output=0.1
    ministral-8b-latest @2025-12-02 input=0.15 output=0.15 cache_read=0.015 batch/input=0.075 batch/output=0.075 batch/cache_read=0.0075
    mistral-embed,mistral-embed-2312 input=0.1 output=0 batch/input=0.05 batch/output=0
    mistral-large input=0.5 output=1.5 cache_read=0.05
    mistral-large-2402 input=4 output=12
    mistral-large-2407,mistral-large-2411 input=2 output=6
    mistral-large-2512 input=0.5 output=1.5 cache_read=0.05 batch/input=0.25 batch/output=0.75 batch/cache_read=0.025
    mistral-large-3 input=0.5 output=1.5 cache_read=0.05
    mistral-large-4,mistral-large-4-0 input=0.68 output=2.09 cache_read=0.07
    mistral-large-4,mistral-large-4-0 @2026-10-20 input=1.36 output=4.18 cache_read=0.14
    mistral-large-4,mistral-large-4-0 @2026-10-29 input=0.7 output=2.1 cache_read=0.07 batch/input=0.35 batch/output=1.05 batch/cache_read=0.035
    mistral-medium input=1.5 output=7.5 cache_read=0.15
    mistral-medium-2312 input=2.7 output=8.1
    mistral-medium-3-1,mistral-medium-2505,mistral-medium-2508 input=0.4 output=2 cache_read=0.04
    mistral-medium-3-5,mistral-medium-3,mistral-medium-3.5,mistral-medium-2604 input=1.5 output=7.5 cache_read=0.15 batch/input=0.75 batch/output=3.75 batch/cache_read=0.075
    mistral-medium-latest input=0.4 output=2 cache_read=0.04
    mistral-medium-latest @2026-06-16 input=1.5 output=7.5 cache_read=0.15 batch/input=0.75 batch/output=3.75 batch/cache_read=0.075
    mistral-saba input=0.2 output=0.6
    mistral-small input=0.1 output=0.3 cache_read=0.01
    mistral-small-2506 input=0.1 output=0.3
    mistral-small-2603 input=0.15 output=0.6 cache_read=0.015 batch/input=0.075 batch/output=0.3 batch/cache_read=0.0075
    mistral-small-latest input=0.1 output=0.3
    mistral-small-latest @2026-03-16 input=0.15 output=0.6 cache_read=0.015 batch/input=0.075 batch/output=0.3 batch/cache_read=0.0075
    mistral-tiny input=0.25 output=0.25 cache_read=0.025
    mistral-vibe-cli-fast input=0.15 output=0.6 cache_read=0.015
    mistral-vibe-cli-latest input=1.5 output=7.5 cache_read=0.15
    mistral-vibe-cli-with-tools input=1.5 output=7.5 cache_read=0.15
    open-codestral-mamba input=0.25 output=0.25
    open-mistral-7b input=0.25 output=0.25
    open-mistral-nemo input=0.3 output=0.3 cache_read=0.03
    open-mistral-nemo-2407 input=0.3 output=0.3
    open-mixtral-8x22b input=2 output=6
    open-mixtral-8x7b input=0.7 output=0.7
    pixtral-12b,pixtral-12b-2409 input=0.15 output=0.15
    pixtral-large input=2 output=6 cache_read=0.2
    pixtral-large-2411 input=2 output=6
    """
}
