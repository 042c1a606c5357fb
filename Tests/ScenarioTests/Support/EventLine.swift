import Glibc
import SpendCore

/// One event as a line of JSON, dated now unless said otherwise.
func eventLine(_ feature: String, cost: String, ageSeconds: Int64 = 0) -> String {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  let time = Timestamp(seconds: Int64(now.tv_sec) - ageSeconds)
  return #"{"timestamp":"\#(time)","feature_name":"\#(feature)","model":"gpt-4o","#
    + #""user_segment":"free","input_tokens":10,"output_tokens":5,"cost_usd":\#(cost)}"# + "\n"
}
