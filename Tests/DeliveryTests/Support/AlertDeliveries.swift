import Delivery
import SpendCore

// Most tests are about alerts alone.

extension Lane {
  mutating func enqueue(
    _ deliveries: [AlertDelivery], at now: MonotonicTime, isTest: Bool = false
  ) -> [LaneAction] {
    enqueue(deliveries.map(\.delivery), at: now, isTest: isTest)
  }
}

extension Dispatcher {
  func enqueue(_ deliveries: [AlertDelivery]) { enqueue(deliveries.map(\.delivery)) }
  func retry(_ delivery: AlertDelivery) { retry(delivery.delivery) }
}
