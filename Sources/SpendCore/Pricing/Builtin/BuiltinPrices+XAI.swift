/// Prices of xAI's models. Made by `make-table`; not edited by hand.
extension BuiltinPrices {
  static let xAI: StaticString = """
    grok-2-1212,grok-2 input=2 output=10
    grok-2-vision-1212,grok-2-vision input=2 output=10
    grok-3,grok-3-beta input=3 output=15 cache_read=0.75
    grok-3-fast,grok-3-fast-beta input=5 output=25 cache_read=1.25
    grok-3-mini,grok-3-mini-beta input=0.3 output=0.5 cache_read=0.075
    grok-3-mini-fast,grok-3-mini-fast-beta input=0.6 output=4 cache_read=0.15
    grok-4-0709,grok-4 input=3 output=15 cache_read=0.75
    grok-4-1-fast-non-reasoning input=0.2 output=0.5 cache_read=0.05
    grok-4-1-fast-reasoning,grok-4-1-fast input=0.2 output=0.5 cache_read=0.05
    grok-4-fast-non-reasoning input=0.2 output=0.5 cache_read=0.05
    grok-4-fast-reasoning,grok-4-fast input=0.2 output=0.5 cache_read=0.05
    grok-4.20,grok-4.20-0309,grok-4.20-reasoning,grok-4.20-non-reasoning,grok-4.20-0309-reasoning,grok-4.20-0309-non-reasoning input=2 output=6 cache_read=0.2 input>199999=4 output>199999=12 cache_read>199999=0.4
    grok-4.20,grok-4.20-0309,grok-4.20-reasoning,grok-4.20-non-reasoning,grok-4.20-0309-reasoning,grok-4.20-0309-non-reasoning @2026-04-30 input=1.25 output=2.5 cache_read=0.2 batch/input=1 batch/output=2 batch/cache_read=0.16 input>199999=2.5 output>199999=5 cache_read>199999=0.4 batch/input>199999=2 batch/output>199999=4 batch/cache_read>199999=0.32
    grok-4.20-beta,grok-4.20-beta-0309,grok-4.20-reasoning-gv2,grok-4.20-beta-reasoning,grok-4.20-non-reasoning-gv2,grok-4.20-beta-non-reasoning,grok-4.20-beta-0309-reasoning,grok-4.20-beta-latest-reasoning,grok-4.20-experimental-beta-0304,grok-4.20-beta-0309-non-reasoning,grok-4.20-experimental-beta-latest,grok-4.20-beta-latest-non-reasoning,grok-4.20-experimental-beta-0304-reasoning,grok-4.20-experimental-beta-reasoning-latest,grok-4.20-experimental-beta-0304-non-reasoning,grok-4.20-experimental-beta-non-reasoning-latest input=2 output=6 cache_read=0.2 input>199999=4 output>199999=12 cache_read>199999=0.4
    grok-4.20-beta,grok-4.20-beta-0309,grok-4.20-reasoning-gv2,grok-4.20-beta-reasoning,grok-4.20-non-reasoning-gv2,grok-4.20-beta-non-reasoning,grok-4.20-beta-0309-reasoning,grok-4.20-beta-latest-reasoning,grok-4.20-experimental-beta-0304,grok-4.20-beta-0309-non-reasoning,grok-4.20-experimental-beta-latest,grok-4.20-beta-latest-non-reasoning,grok-4.20-experimental-beta-0304-reasoning,grok-4.20-experimental-beta-reasoning-latest,grok-4.20-experimental-beta-0304-non-reasoning,grok-4.20-experimental-beta-non-reasoning-latest @2026-04-30 input=1.25 output=2.5 cache_read=0.2 input>199999=2.5 output>199999=5 cache_read>199999=0.4
    grok-4.20-multi-agent-0309,grok-4.20-multi-agent input=2 output=6 cache_read=0.2 input>199999=4 output>199999=12 cache_read>199999=0.4
    grok-4.20-multi-agent-0309,grok-4.20-multi-agent @2026-04-30 input=1.25 output=2.5 cache_read=0.2 batch/input=1 batch/output=2 batch/cache_read=0.16 input>199999=2.5 output>199999=5 cache_read>199999=0.4 batch/input>199999=2 batch/output>199999=4 batch/cache_read>199999=0.32
    grok-4.20-multi-agent-beta-0309,grok-4.20-multi-agent-beta-latest,grok-4.20-multi-agent-experimental-beta-0304,grok-4.20-multi-agent-experimental-beta-latest input=2 output=6 cache_read=0.2 input>199999=4 output>199999=12 cache_read>199999=0.4
    grok-4.20-multi-agent-beta-0309,grok-4.20-multi-agent-beta-latest,grok-4.20-multi-agent-experimental-beta-0304,grok-4.20-multi-agent-experimental-beta-latest @2026-04-30 input=1.25 output=2.5 cache_read=0.2 input>199999=2.5 output>199999=5 cache_read>199999=0.4
    grok-4.3 input=1.25 output=2.5 cache_read=0.2 batch/input=1 batch/output=2 batch/cache_read=0.16 input>199999=2.5 output>199999=5 cache_read>199999=0.4 batch/input>199999=2 batch/output>199999=4 batch/cache_read>199999=0.32
    grok-4.5 input=2 output=6 cache_read=0.3 input>199999=4 output>199999=12 cache_read>199999=0.6
    grok-4.6 input=2 output=6 cache_read=0.5 input>199999=4 output>199999=12 cache_read>199999=1
    grok-4.7,grok-latest input=2 output=6 cache_read=0.5 batch/input=1.6 batch/output=4.8 batch/cache_read=0.4 input>199999=4 output>199999=12 cache_read>199999=1 batch/input>199999=3.2 batch/output>199999=9.6 batch/cache_read>199999=0.8
    grok-beta input=5 output=15
    grok-build-0.1 input=1 output=2 cache_read=0.2 input>199999=2 output>199999=4 cache_read>199999=0.4
    grok-build-latest input=2 output=6 cache_read=0.3 input>199999=4 output>199999=12 cache_read>199999=0.6
    grok-code-fast-1,grok-code-fast,grok-code-fast-1-0825 input=0.2 output=1.5 cache_read=0.02
    grok-code-fast-1,grok-code-fast,grok-code-fast-1-0825 @2026-05-15 input=1 output=2 cache_read=0.2 input>199999=2 output>199999=4 cache_read>199999=0.4
    grok-vision-beta input=5 output=15
    """
}
