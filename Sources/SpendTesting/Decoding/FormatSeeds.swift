/// Short lines of every format, for fuzzers to start from.
package enum FormatSeeds {
  package static let lines: [[UInt8]] = texts.map { Array($0.utf8) }

  /// Pieces that mean something to a format.
  static let pieces: [String] = [
    "\"usage\":{\"prompt_tokens\":7}", "\"usage\":{\"input_tokens\":7,\"output_tokens\":2}",
    "\"prompt_tokens\":3,", "\"object\":\"batch\",", "\"object\":\"response\",",
    "\"type\":\"message\",", "\"model\":\"gpt-4o\",", "\"model\":\"claude-sonnet-4-5\",",
    "\"service_tier\":\"flex\",", "\"metadata\":{\"feature\":\"m\"},",
    "\"metadata\":\"{\\\"feature\\\":\\\"t\\\"}\",", "\"tags\":[\"feature:a\"],",
    "\"tags\":\"[\\\"feature=b\\\"]\",", "\"call_type\":\"x\",", "\"run_type\":\"llm\",",
    "\"run_type\":\"chain\",", "\"end_time\":\"2026-05-01T12:34:56\",", "\"response\":{",
    "\"response\":{\"body\":{", "\"attributes\":{", "\"cached_tokens\":9,",
    "\"cache_read_input_tokens\":4,", "\"gen_ai.usage.input_tokens\":5,", "\"usageMetadata\":{",
    "\"cost\":0.5,", "\"is_byok\":true,", "\"usage\":null,", "\"inputTokens\":4,",
    "{\"key\":\"gen_ai.usage.cost\",\"value\":{\"doubleValue\":0.2}},", "\"resourceSpans\":[],",
    "\"intValue\":7,", "\"values\":[],", "\"feature_name\":\"own\",", "\"session_id\":\"s\",",
    "\"ephemeral_1h_input_tokens\":3,",
    "1000000001", "\"EUR\"", "\"claude\"",
  ]

  private static let texts: [String] = [
    #"{"cost_usd":0.5,"event_id":"e-1","feature_name":"a","timestamp":1777638896}"#,
    #"{"type":"assistant","sessionId":"s","uuid":"u","requestId":"req_1","cwd":"/w","timestamp":"2026-05-01T12:34:56Z","message":{"id":"msg_1","type":"message","model":"claude-sonnet-4-5","usage":{"input_tokens":4,"cache_read_input_tokens":90,"output_tokens":33}}}"#,
    #"{"id":"chatcmpl-1","object":"chat.completion","created":1777638896,"model":"gpt-4o-2024-08-06","service_tier":"default","usage":{"prompt_tokens":2006,"completion_tokens":300,"prompt_tokens_details":{"cached_tokens":1920},"completion_tokens_details":{"reasoning_tokens":20}}}"#,
    #"{"id":"x","model":"grok-4","usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":112,"completion_tokens_details":{"reasoning_tokens":100},"cost":{"total_cost":0.0061}}}"#,
    #"{"id":"resp_1","object":"response","created_at":1777638896.5,"model":"gpt-5","status":"completed","usage":{"input_tokens":1000,"input_tokens_details":{"cached_tokens":100,"cache_write_tokens":5},"output_tokens":200,"output_tokens_details":{"reasoning_tokens":20}},"metadata":{"feature":"chat"}}"#,
    #"{"custom_id":"a","response":{"status_code":200,"body":{"object":"chat.completion","created":1777638896,"model":"gpt-4o-mini","usage":{"prompt_tokens":10,"completion_tokens":3}}},"error":null}"#,
    #"{"feature":"faq","timestamp":"2026-05-01T12:34:56Z","response":{"object":"chat.completion","model":"o3","usage":{"prompt_tokens":10,"completion_tokens":3}}}"#,
    #"{"id":"msg_01","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","usage":{"input_tokens":7,"cache_creation_input_tokens":2089,"cache_read_input_tokens":16399,"cache_creation":{"ephemeral_5m_input_tokens":2000,"ephemeral_1h_input_tokens":89},"output_tokens":445,"service_tier":"standard"}}"#,
    #"{"custom_id":"b","result":{"type":"succeeded","message":{"type":"message","model":"claude-3-5-haiku-20241022","usage":{"input_tokens":7,"output_tokens":4}}}}"#,
    #"{"feature_name":"x","model":"claude-haiku-4-5","usage":{"input_tokens":10,"output_tokens":4}}"#,
    #"{"model":"gpt-4o","prompt_tokens":10,"completion_tokens":4,"timestamp":1777638896}"#,
    #"{"responseId":"r","modelVersion":"gemini-2.5-pro","usageMetadata":{"promptTokenCount":1000,"cachedContentTokenCount":200,"candidatesTokenCount":50,"thoughtsTokenCount":30,"toolUsePromptTokenCount":9}}"#,
    #"{"model_version":"gemini-2.5-flash","usage_metadata":{"prompt_token_count":10,"candidates_token_count":5},"labels":{"feature":"g"}}"#,
    #"{"schemaType":"ModelInvocationLog","timestamp":"2026-05-01T12:34:56Z","modelId":"us.anthropic.claude-sonnet-4-5-20250929-v1:0","operation":"Converse","input":{"inputTokenCount":35,"cacheReadInputTokenCount":4},"output":{"outputTokenCount":446},"requestMetadata":{"feature":"doc"}}"#,
    #"{"object":"chat.completion","created":1777638896,"model":"anthropic/claude-sonnet-4.5","usage":{"prompt_tokens":10,"completion_tokens":5,"cost":0.0012,"is_byok":true,"cost_details":{"upstream_inference_cost":0.01}}}"#,
    #"{"id":"c","call_type":"acompletion","response_cost":0.000225,"prompt_tokens":10,"completion_tokens":20,"startTime":1777638895.97,"endTime":1777638896.98,"model":"gpt-4o","cache_hit":false,"request_tags":["x","feature:doc"],"end_user":"u","metadata":{"user_api_key_team_alias":"search","usage_object":{"prompt_tokens_details":{"cached_tokens":4}}}}"#,
    #"{"request_id":"d","call_type":"acompletion","spend":0.00022500000000000002,"prompt_tokens":10,"completion_tokens":20,"startTime":"2026-05-01 12:34:55.5+00:00","endTime":"2026-05-01 12:34:56.5+00:00","model":"gpt-4o","cache_hit":"None","request_tags":"[\"feature=rag\"]","metadata":"{\"usage_object\":{\"cache_read_input_tokens\":3},\"feature\":\"meta\"}"}"#,
    #"{"id":"r1","run_type":"llm","name":"ChatOpenAI","start_time":"2026-05-01T12:34:55","end_time":"2026-05-01T12:34:56.09","extra":{"metadata":{"ls_provider":"openai","ls_model_name":"gpt-4o","feature":"rag","env":"prod","user_tier":"free","usage_metadata":{"input_tokens":350,"output_tokens":240,"input_token_details":{"cache_read":100,"flex":5},"output_token_details":{"reasoning":20}}}},"tags":["prod"]}"#,
    #"{"run_id":"r2","run_type":"chain","end_time":"2026-05-01T12:34:56Z","costs":{"total_cost":0.5},"custom_metadata":{"feature":"a"}}"#,
    #"{"run_id":"r3","run_type":"llm","end_time":"2026-05-01T12:34:56Z","token_usage":{"prompt_tokens":5,"completion_tokens":2},"costs":{"total_cost":0.0045},"custom_metadata":{"feature":"a","ls_model_name":"gpt-4o"}}"#,
    #"{"id":"o","traceId":"t","type":"GENERATION","startTime":"2026-05-01T12:34:55Z","endTime":"2026-05-01T12:34:56Z","providedModelName":"gpt-4o","usageDetails":{"input":86,"input_cached_tokens":1920,"output":300},"totalCost":null,"traceName":"summary","traceTags":["feature:x"]}"#,
    #"{"id":"p","trace_id":"t","type":"GENERATION","start_time":"2026-05-01 12:34:55.5","end_time":"2026-05-01 12:34:56.5","provided_model_name":"gpt-4o","usage_details":"{\"input\":8,\"output\":3,\"output_reasoning_tokens\":2}","cost_details":{"total":0.002},"total_cost":0.002}"#,
    #"{"id":"q","traceId":"t","type":"GENERATION","endTime":"2026-05-01T12:34:56Z","model":"gpt-4o","usage":{"input":2006,"output":300,"unit":"TOKENS"},"calculatedTotalCost":0}"#,
    #"{"traceId":"a1","spanId":"b2","name":"chat","endTimeUnixNano":"1777638896123000000","attributes":{"gen_ai.operation.name":"chat","gen_ai.response.model":"gpt-4o","gen_ai.usage.input_tokens":2006,"gen_ai.usage.cache_read.input_tokens":1920,"gen_ai.usage.output_tokens":300,"traceloop.association.properties.feature":"doc"},"resource":{"attributes":{"deployment.environment.name":"prod"}}}"#,
    #"{"resourceSpans":[{"resource":{"attributes":[{"key":"deployment.environment.name","value":{"stringValue":"prod"}}]},"scopeSpans":[{"spans":[{"name":"chat","endTimeUnixNano":"1777638896123000000","attributes":[{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"2006"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":3}},{"key":"tag.tags","value":{"arrayValue":{"values":[{"stringValue":"feature:o"}]}}}]},{"name":"http"}]}]}]}"#,
    #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1777638896123000000","body":{"stringValue":"claude_code.api_request"},"attributes":[{"key":"event.name","value":{"stringValue":"api_request"}},{"key":"cost_usd","value":{"doubleValue":0.01}},{"key":"input_tokens","value":{"stringValue":"1"}},{"key":"metadata","value":{"stringValue":"{\"feature\":\"cc\"}"}},{"key":"model","value":{"stringValue":"claude-sonnet-4-5"}}]}]}]}]}"#,
    #"{"name":"ChatCompletion","end_time":"2026-05-01T12:34:56Z","attributes":{"openinference.span.kind":"LLM","llm.model_name":"gpt-4o","llm.token_count.prompt":20,"llm.token_count.completion":3,"metadata":"{\"feature\":\"oi\"}","llm.cost.total":0.1}}"#,
    #"{"timestamp":"2026-05-01T12:34:56Z","feature":"s","model":"gpt-5","usage":{"inputTokens":5000,"outputTokens":700,"cachedInputTokens":4096,"reasoningTokens":512,"inputTokenDetails":{"noCacheTokens":904,"cacheReadTokens":4096}}}"#,
    #"{"feature":"s","model":"claude-sonnet-4-5","usage":{"promptTokens":7,"completionTokens":445},"providerMetadata":{"anthropic":{"cacheReadInputTokens":163}}}"#,
    #"{'id': 'chatcmpl-2', 'object': 'chat.completion', 'created': 1777638896, 'model': 'gpt-4o', 'usage': {'prompt_tokens': 20, 'completion_tokens': 3, 'prompt_tokens_details': {'cached_tokens': 4}}, 'metadata': {'feature': 'py'}, 'tags': ['feature:x']}"#,
    #"{"timestamp":"2026-05-01T12:34:56Z","feature_name":"own","model":"claude-sonnet-4-5","input_tokens":10,"output_tokens":3,"cache_read_tokens":5,"cache_write_1h_tokens":2,"service_tier":"batch"}"#,
    #"{"timestamp":"2026-05-01T12:34:56Z","feature_name":"own","model":"gpt-4o","input_tokens":10,"output_tokens":3,"cost_usd":0}"#,
  ]
}
