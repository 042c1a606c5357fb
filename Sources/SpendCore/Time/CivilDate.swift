/// A date of the proleptic Gregorian calendar. Conversions follow Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms" (days_from_civil, civil_from_days); exact for
/// every day that a ``Timestamp`` can name.
package struct CivilDate: Hashable, Sendable {
  package var year: Int64
  /// 1 to 12.
  package var month: Int64
  /// 1 to 31.
  package var day: Int64

  package init(year: Int64, month: Int64, day: Int64) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date of a day number since 1970-01-01.
  package init(day number: Int64) {
    let shifted = number + 719_468
    let era = Timestamp.floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The number of days since 1970-01-01.
  package var dayNumber: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = Timestamp.floorDivide(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  package var startOfMonth: CivilDate { CivilDate(year: year, month: month, day: 1) }
  /// The first day of the month so many months later.
  package func adding(months: Int64) -> CivilDate {
    let number = year * 12 + month - 1 + months
    let year = Timestamp.floorDivide(number, 12)
    return CivilDate(year: year, month: number - year * 12 + 1, day: 1)
  }

  package var startOfNextMonth: CivilDate {
    month == 12
      ? CivilDate(year: year + 1, month: 1, day: 1)
      : CivilDate(year: year, month: month + 1, day: 1)
  }
}

extension CivilDate: CustomStringConvertible {
  /// `2026-11-21`.
  package var description: String {
    let yearText =
      year < 0 ? "-" + Timestamp.padded(-year, 4) : Timestamp.padded(year, 4)
    return "\(yearText)-\(Timestamp.padded(month, 2))-\(Timestamp.padded(day, 2))"
  }
}
