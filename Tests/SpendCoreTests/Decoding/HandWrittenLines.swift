/// Lines with every construct that the decoders know, as starting points for damage.
enum HandWrittenLines {
  static let all: [String] = [
    #"{"cost_usd":0.0008540999999999999,"timestamp":1746102896.789012,"feature_name":"ü\u00fc\ud83d\ude00"}"#,
    #"{"cost_usd": "  1E-3 ", "timestamp": "1746102896789", "cached": true, "latency_ms": 12}"#,
    #"{"cost_usd":1e2,"timestamp":"2026-05-01 12:34:56,789+05:30","feature_name":null,"cached":false}"#,
    #"{"input_tokens":12.0,"output_tokens":"34","timestamp":"2026-05-01","environment":"a\tb"}"#,
    #"{"usage":{"cost":0.25,"x":[1,{"y":null}]},"metadata":{"feature":"deep","time":"2026-05-01T00:00:00z"}}"#,
    #"{"usage":{"cost":1},"usage":{"cost":2},"cost_usd":3,"cost_usd":4,"metadata":5}"#,
    #"{"a":[[[[]]]],"b":{"c":{"d":{}}},"e":[true,false,null,-0.5e+10,"\\\"\/\b\f\n\r\t"],"cost_usd":0}"#,
    #"{ "cost\u005fusd" : 5 , "feature\u005Fname" : "esc\u0061ped" , "timestamp" : "2026-12-31T23:59:60Z" }"#,
    #"{'cost_usd': 8.5e-05, 'feature_name': "it's", 'cached': True, 'x': None, 'y': (1, 2), 'z': {1, 2}}"#,
    #"{'cost_usd': Decimal('0.001'), 'timestamp': datetime.datetime(2026, 5, 1, 12, 34, 56, 789012)}"#,
    #"{'cost_usd': 1e-09, 'timestamp': datetime.datetime(2026, 5, 1, 0, 0, tzinfo=datetime.timezone.utc)}"#,
    #"INFO:root:{'cost_usd': nan, 'feature_name': 'caf\xe9 \u20ac \U0001f600', 'r': [b'x', -inf, set()]}"#,
    #"2026-05-01 12:00:00,123 INFO {'cost_usd': 1.5, 'timestamp': '2026-05-01T12:34:56.789012'}"#,
    #"INFO:app:{"cost_usd": 0.5, "feature_name": "chat"}"#,
    #"{'timestamp': datetime.datetime(2026, 5, 1, 2, 3, fold=1, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400))), 'cost_usd': 2}"#,
    #"{'usage': {'cost': 0.5}, 'metadata': {'feature': 'py', 'n': OrderedDict([('a', 1)])}}"#,
    #"{"cost_usd":1000000.0000000005,"timestamp":-1,"feature_name":17,"model":1.5,"customer_tier":"(other)"}"#,
    #"{"cost_usd":0.0000000005,"output_tokens":-3,"timestamp":99999999999,"feature_name":""}"#,
    #"{"reasoning_tokens":7,"timestamp":"2096-05-01T00:00:00Z","customer_tier":["gold"]}"#,
    #"[1,2]"#, #""text""#, "12", "null", "(1, 2)", "   ", "\0\0{\"cost_usd\":1}", "not json at all",
    #"{"cost_usd":12345678901234567890123,"timestamp":1746102896789012345}"#,
    #"{"latency_ms":-0,"cost_usd":-0.0000000001,"timestamp":"2026-05-01T24:00:00Z"}"#,
  ]
}
