#include "adapters/sqitch/dates.hpp"

#include <algorithm>
#include <array>

#include "system/format.hpp"

namespace plumbline::adapters::sqitch {

namespace {

struct LeapSecond {
  int year;
  int month;
};

/// Days that end in second 60, as DateTime 1.59 knows them (IERS Bulletin C).
constexpr std::array leap_seconds = {
    LeapSecond{1972, 6},  LeapSecond{1972, 12}, LeapSecond{1973, 12}, LeapSecond{1974, 12},
    LeapSecond{1975, 12}, LeapSecond{1976, 12}, LeapSecond{1977, 12}, LeapSecond{1978, 12},
    LeapSecond{1979, 12}, LeapSecond{1981, 6},  LeapSecond{1982, 6},  LeapSecond{1983, 6},
    LeapSecond{1985, 6},  LeapSecond{1987, 12}, LeapSecond{1989, 12}, LeapSecond{1990, 12},
    LeapSecond{1992, 6},  LeapSecond{1993, 6},  LeapSecond{1994, 6},  LeapSecond{1995, 12},
    LeapSecond{1997, 6},  LeapSecond{1998, 12}, LeapSecond{2005, 12}, LeapSecond{2008, 12},
    LeapSecond{2012, 6},  LeapSecond{2015, 6},  LeapSecond{2016, 12},
};

int days_in(int year, int month) {
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return days[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap ? 1 : 0);
}

}  // namespace

std::string find_date_fault(std::string_view timestamp) {
  if (timestamp.size() != 20) return "its digits are not 0 to 9";
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = 0;
    for (const char c : timestamp.substr(at, length)) value = value * 10 + (c - '0');
    return value;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  const int hour = number(11, 2);
  const int minute = number(14, 2);
  const int second = number(17, 2);
  if (month < 1 || month > 12) return system::format("there is no month {}", month);
  if (day < 1 || day > days_in(year, month))
    return system::format("month {} of {} has no day {}", month, year, day);
  if (hour > 23) return system::format("there is no hour {}", hour);
  if (minute > 59) return system::format("there is no minute {}", minute);
  if (second <= 59) return {};
  const bool is_leap_second = second == 60 && hour == 23 && minute == 59 &&
                              day == days_in(year, month) &&
                              std::ranges::any_of(leap_seconds, [&](const LeapSecond& leap) {
                                return leap.year == year && leap.month == month;
                              });
  return is_leap_second ? std::string() : system::format("there is no second {}", second);
}

}  // namespace plumbline::adapters::sqitch
