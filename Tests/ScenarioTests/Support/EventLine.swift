import Glibc
import SpendCore

/// What the clock of the machine says.
func wallClock() -> Timestamp {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  return Timestamp(seconds: Int64(now.tv_sec))
}

/// One event as a line of JSON, dated now unless said otherwise.
func eventLine(_ feature: String, cost: String, ageSeconds: Int64 = 0) -> String {
  let time = wallClock().advanced(bySeconds: -ageSeconds)
  return #"{"timestamp":"\#(time)","feature_name":"\#(feature)","model":"gpt-4o","#
    + #""user_segment":"free","input_tokens":10,"output_tokens":5,"cost_usd":\#(cost)}"# + "\n"
}
