/// Dates, times and intervals as literals, in the forms that mean the same whatever DateStyle is;
/// others are Unknown. Sources: datetime.c, date.c, timestamp.c.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <vector>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/literal_text.hpp"

namespace plumbline::sql::literal_text {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

struct Moment {
  int year = 0, month = 1, day = 1;
  int hour = 0, minute = 0, second = 0, microsecond = 0;
  std::optional<int> zone;  // seconds east of UTC
};

[[noreturn]] void bad_syntax(std::string_view type, std::string_view text) {
  fail("22007", core::format("invalid input syntax for type {}: \"{}\"", type, text));
}
[[noreturn]] void out_of_range(std::string_view text) {
  fail("22008", core::format("date/time field value out of range: \"{}\"", text));
}

/// As many digits as stand there, at least `least` and at most `most`; nothing otherwise.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  if (count < least || count > most) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + count, value);
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

int days_of(int year, int month) {
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

long day_number(int year, int month, int day) {
  const int shifted = month <= 2 ? year - 1 : year;
  const int era = shifted / 400;
  const int of_era = shifted - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097L + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
}

void set_day(Moment& moment, long number) {
  const long era = number / 146097;
  const long of_era = number - era * 146097;
  const long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const long of_year = of_era - (365 * year + year / 4 - year / 100);
  const long month = (5 * of_year + 2) / 153;
  moment.day = static_cast<int>(of_year - (153 * month + 2) / 5 + 1);
  moment.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  moment.year = static_cast<int>(year + era * 400 + (moment.month <= 2 ? 1 : 0));
}

/// `+02`, `-03:30`, `Z`, `UTC`; false for what is none of these.
bool take_zone(std::string_view& text, Moment& moment) {
  std::string_view rest = trimmed(text);
  const std::string word = lower(rest);
  if (word == "z" || word == "utc" || word == "gmt") {
    moment.zone = 0;
    text = {};
    return true;
  }
  if (!rest.starts_with('+') && !rest.starts_with('-')) return false;
  const int sign = rest.front() == '-' ? -1 : 1;
  rest.remove_prefix(1);
  const auto hours = take_number(rest, 1, 2);
  if (!hours || *hours > 15) return false;
  int minutes = 0;
  if (take(rest, ':')) {
    const auto read = take_number(rest, 2, 2);
    if (!read || *read > 59) return false;
    minutes = *read;
  }
  if (!rest.empty()) return false;
  moment.zone = sign * (*hours * 3600 + minutes * 60);
  text = {};
  return true;
}

/// `04:05`, `04:05:06.789`; of a day at most 24:00:00.
bool take_time(std::string_view& text, Moment& moment, std::string_view whole,
               bool is_interval = false) {
  const auto hour = take_number(text, 1, is_interval ? 5 : 2);
  if (!hour || !take(text, ':')) return false;
  const auto minute = take_number(text, 2, 2);
  if (!minute) return false;
  moment.hour = *hour;
  moment.minute = *minute;
  if (take(text, ':')) {
    const auto second = take_number(text, 2, 2);
    if (!second) return false;
    moment.second = *second;
    if (take(text, '.')) {
      std::size_t count = 0;
      while (count < text.size() && is_digit(text[count])) ++count;
      if (count == 0 || count > 6) return false;  // more are rounded
      int value = 0;
      std::from_chars(text.data(), text.data() + count, value);
      for (std::size_t i = count; i < 6; ++i) value *= 10;
      moment.microsecond = value;
      text.remove_prefix(count);
    }
  }
  if (is_interval) {
    if (moment.minute > 59 || moment.second > 60) {
      fail("22015", core::format("interval field value out of range: \"{}\"", whole));
    }
    return true;
  }
  if (moment.minute > 59 || moment.second > 60 || moment.hour > 24 ||
      (moment.hour == 24 && (moment.minute | moment.second | moment.microsecond) != 0)) {
    out_of_range(whole);
  }
  return true;
}

/// `2020-01-31`; nothing for another form. A year of four digits tells that it comes first.
bool take_date(std::string_view& text, Moment& moment, std::string_view whole) {
  std::string_view rest = text;
  const auto year = take_number(rest, 4, 4);
  if (!year || !take(rest, '-')) return false;
  const auto month = take_number(rest, 1, 2);
  if (!month || !take(rest, '-')) return false;
  const auto day = take_number(rest, 1, 2);
  if (!day) return false;
  if (*year == 0 || *month < 1 || *month > 12 || *day < 1 || *day > days_of(*year, *month)) {
    out_of_range(whole);
  }
  moment.year = *year;
  moment.month = *month;
  moment.day = *day;
  text = rest;
  return true;
}

/// Nothing when it is in no form that is known here.
std::optional<Moment> read_moment(std::string_view text) {
  std::string_view rest = trimmed(text);
  Moment moment;
  if (!take_date(rest, moment, text)) return std::nullopt;
  if (rest.empty()) return moment;
  if (rest.front() != ' ' && rest.front() != 'T' && rest.front() != 't') return std::nullopt;
  const bool has_letter = rest.front() != ' ';
  rest.remove_prefix(1);
  if (!has_letter) rest = trimmed(rest);
  if (!take_time(rest, moment, text)) return std::nullopt;
  if (!trimmed(rest).empty() && !take_zone(rest, moment)) return std::nullopt;
  return moment;
}

/// Words that stand for a moment, in small letters.
bool is_of_the_moment(std::string_view word) {
  return word == "now" || word == "today" || word == "tomorrow" || word == "yesterday";
}

/// One word of letters, which is none of those that stand for a moment, or nothing but signs
/// (ParseDateTime passes over them): no date, whatever it means.
bool is_surely_wrong(std::string_view text) {
  const std::string_view rest = trimmed(text);
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_sign = [&](char c) {
    return c > ' ' && c < '\x7f' && c != '.' && !is_letter(c) && !is_digit(c);
  };
  return std::ranges::all_of(rest, is_letter) || std::ranges::all_of(rest, is_sign);
}

/// At most two digits from 1 to 12: day, month or year by DateStyle, but never a whole date.
bool is_part_of_date(std::string_view text) {
  std::string_view rest = trimmed(text);
  const auto number = take_number(rest, 1, 2);
  return number && rest.empty() && *number >= 1 && *number <= 12;
}

std::string date_out(const Moment& moment) {
  return core::format("{:04}-{:02}-{:02}", moment.year, moment.month, moment.day);
}

std::string time_out(const Moment& moment) {
  std::string made = core::format("{:02}:{:02}:{:02}", moment.hour, moment.minute, moment.second);
  if (moment.microsecond != 0) {
    std::string fraction = core::format(".{:06}", moment.microsecond);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    made += fraction;
  }
  return made;
}

/// 24:00:00, a leap second and a zone change the date.
void normalise(Moment& moment, int zone) {
  long day = day_number(moment.year, moment.month, moment.day);
  long second = moment.hour * 3600L + moment.minute * 60L + moment.second - zone;
  while (second < 0) {
    second += 86400;
    --day;
  }
  while (second >= 86400) {
    second -= 86400;
    ++day;
  }
  moment.hour = static_cast<int>(second / 3600);
  moment.minute = static_cast<int>(second / 60 % 60);
  moment.second = static_cast<int>(second % 60);
  set_day(moment, day);
  if (moment.year < 1 || moment.year > 9999) unknown("a moment at the end of the calendar");
}

}  // namespace

Literal read_date(std::string_view text) {
  const std::string word = lower(trimmed(text));
  if (word == "infinity" || word == "-infinity") return {word};
  if (word == "epoch") return {"1970-01-01"};
  if (is_of_the_moment(word)) return {std::string(text), false, 's'};
  const auto moment = read_moment(text);
  if (!moment) {
    if (is_surely_wrong(text) || is_part_of_date(text)) bad_syntax("date", text);
    unknown("a date in a form that depends on settings");
  }
  return {date_out(*moment)};
}

Literal read_time(std::string_view text) {
  const std::string word = lower(trimmed(text));
  if (word == "allballs") return {"00:00:00"};
  if (word == "now") return {std::string(text), false, 's'};
  std::string_view rest = trimmed(text);
  Moment moment;
  if (!take_time(rest, moment, text) || !rest.empty()) {
    if (is_surely_wrong(text)) bad_syntax("time", text);
    unknown("a time in another form");
  }
  if (moment.second == 60) unknown("a leap second");
  return {time_out(moment)};
}

Literal read_timestamp(std::string_view text, bool with_zone) {
  const std::string word = lower(trimmed(text));
  if (word == "infinity" || word == "-infinity") return {word};
  const std::string_view name = with_zone ? "timestamp with time zone" : "timestamp";
  if (word == "epoch") {
    return {with_zone ? "1970-01-01 00:00:00+00" : "1970-01-01 00:00:00"};
  }
  if (is_of_the_moment(word)) return {std::string(text), false, 's'};
  auto moment = read_moment(text);
  if (!moment) {
    if (is_surely_wrong(text) || is_part_of_date(text)) bad_syntax(name, text);
    unknown("a timestamp in a form that depends on settings");
  }
  // The session's time zone decides.
  if (with_zone && !moment->zone) return {std::string(text), false, 'i'};
  normalise(*moment, with_zone ? *moment->zone : 0);
  return {core::format("{} {}{}", date_out(*moment), time_out(*moment), with_zone ? "+00" : "")};
}

namespace {

struct Span {
  long months = 0, days = 0;
  long long microseconds = 0;
};

enum class Unit { microsecond, day, month };
struct UnitName {
  std::string_view name;
  Unit unit;
  long long factor;
};
constexpr UnitName unit_names[] = {
    {"microsecond", Unit::microsecond, 1},
    {"microseconds", Unit::microsecond, 1},
    {"us", Unit::microsecond, 1},
    {"millisecond", Unit::microsecond, 1'000},
    {"milliseconds", Unit::microsecond, 1'000},
    {"ms", Unit::microsecond, 1'000},
    {"second", Unit::microsecond, 1'000'000},
    {"seconds", Unit::microsecond, 1'000'000},
    {"sec", Unit::microsecond, 1'000'000},
    {"secs", Unit::microsecond, 1'000'000},
    {"s", Unit::microsecond, 1'000'000},
    {"minute", Unit::microsecond, 60'000'000},
    {"minutes", Unit::microsecond, 60'000'000},
    {"min", Unit::microsecond, 60'000'000},
    {"mins", Unit::microsecond, 60'000'000},
    {"m", Unit::microsecond, 60'000'000},
    {"hour", Unit::microsecond, 3'600'000'000},
    {"hours", Unit::microsecond, 3'600'000'000},
    {"hr", Unit::microsecond, 3'600'000'000},
    {"hrs", Unit::microsecond, 3'600'000'000},
    {"h", Unit::microsecond, 3'600'000'000},
    {"day", Unit::day, 1},
    {"days", Unit::day, 1},
    {"d", Unit::day, 1},
    {"week", Unit::day, 7},
    {"weeks", Unit::day, 7},
    {"w", Unit::day, 7},
    {"month", Unit::month, 1},
    {"months", Unit::month, 1},
    {"mon", Unit::month, 1},
    {"mons", Unit::month, 1},
    {"year", Unit::month, 12},
    {"years", Unit::month, 12},
    {"yr", Unit::month, 12},
    {"yrs", Unit::month, 12},
    {"y", Unit::month, 12},
    {"decade", Unit::month, 120},
    {"decades", Unit::month, 120},
    {"century", Unit::month, 1200},
    {"centuries", Unit::month, 1200},
    {"millennium", Unit::month, 12000},
};

void add(Span& span, long long value, const UnitName& unit) {
  const long long amount = value * unit.factor;
  if (unit.unit == Unit::microsecond) span.microseconds += amount;
  if (unit.unit == Unit::day) span.days += static_cast<long>(amount);
  if (unit.unit == Unit::month) span.months += static_cast<long>(amount);
}

const UnitName* find_unit(std::string_view name) {
  for (const UnitName& unit : unit_names) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

/// Digits behind a sign; nothing for more than a plain amount.
std::optional<long long> take_amount(std::string_view& rest) {
  const bool is_negative = rest.starts_with('-');
  std::string_view digits = rest;
  if (is_negative || digits.starts_with('+')) digits.remove_prefix(1);
  const auto value = take_number(digits, 1, 7);
  if (!value) return std::nullopt;
  rest = digits;
  return is_negative ? -static_cast<long long>(*value) : *value;
}

/// `1 day 02:03:04`, `3 months`, `90 min ago`; nothing for other forms.
std::optional<Span> read_span(std::string_view text) {
  std::string_view rest = trimmed(text);
  Span span;
  bool is_any = false;
  std::vector<const UnitName*> seen;
  while (!rest.empty()) {
    std::string_view ahead = rest;
    const bool is_negative = ahead.starts_with('-');
    if (is_negative || ahead.starts_with('+')) ahead.remove_prefix(1);
    Moment time;
    std::string_view after_time = ahead;
    const std::size_t colon = ahead.find_first_not_of("0123456789");
    if (colon != 0 && colon < 6 && ahead[colon] == ':') {
      for (const UnitName* const before : seen) {
        if (before->unit == Unit::microsecond) return std::nullopt;
      }
      if (!take_time(after_time, time, text, true)) return std::nullopt;
      const long long value =
          (time.hour * 3600LL + time.minute * 60 + time.second) * 1'000'000 + time.microsecond;
      span.microseconds += is_negative ? -value : value;
      rest = trimmed(after_time);
      if (!rest.empty()) return std::nullopt;
      return span;
    }
    const auto amount = take_amount(rest);
    if (!amount) {
      if (is_any && lower(rest) == "ago") {
        return Span{-span.months, -span.days, -span.microseconds};
      }
      return std::nullopt;
    }
    rest = trimmed(rest);
    std::size_t length = 0;
    while (length < rest.size() && ((rest[length] >= 'a' && rest[length] <= 'z') ||
                                    (rest[length] >= 'A' && rest[length] <= 'Z'))) {
      ++length;
    }
    if (length == 0) {
      // A bare number is seconds.
      if (is_any || !rest.empty()) return std::nullopt;
      span.microseconds = *amount * 1'000'000;
      return span;
    }
    const UnitName* const unit = find_unit(lower(rest.substr(0, length)));
    if (unit == nullptr || (length < rest.size() && !is_space(rest[length]))) return std::nullopt;
    // The same field twice is refused, in a time of day as well.
    for (const UnitName* const before : seen) {
      if (before->unit == unit->unit && before->factor == unit->factor) return std::nullopt;
    }
    seen.push_back(unit);
    add(span, *amount, *unit);
    is_any = true;
    rest = trimmed(rest.substr(length));
  }
  return is_any ? std::optional(span) : std::nullopt;
}

/// EncodeInterval() of IntervalStyle postgres.
std::string interval_out(const Span& span) {
  std::string made;
  bool before_was_negative = false;
  const auto add_part = [&](long value, std::string_view word) {
    if (value == 0) return;
    if (!made.empty()) made += ' ';
    if (before_was_negative && value > 0) made += '+';
    made += core::format("{} {}{}", value, word, value == 1 ? "" : "s");
    before_was_negative = value < 0;
  };
  add_part(span.months / 12, "year");
  add_part(span.months % 12, "mon");
  add_part(span.days, "day");
  if (span.microseconds == 0 && !made.empty()) return made;
  const bool is_negative = span.microseconds < 0;
  const long long all = std::llabs(span.microseconds);
  if (!made.empty()) made += ' ';
  if (is_negative) {
    made += '-';
  } else if (before_was_negative) {
    made += '+';
  }
  const long long seconds = all / 1'000'000;
  made += core::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (all % 1'000'000 != 0) {
    std::string fraction = core::format(".{:06}", all % 1'000'000);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    made += fraction;
  }
  return made;
}

}  // namespace

Literal read_interval(std::string_view text, std::int32_t typmod) {
  const std::string_view rest = trimmed(text);
  if (rest.empty()) bad_syntax("interval", text);
  if (lower(rest).ends_with("infinity")) unknown("an infinite interval, which 17 has");
  std::optional<Span> span;
  if (typmod >= 0) {
    // A bare number is of the last field: INTERVAL '3' DAY.
    std::string_view digits = rest;
    const auto amount = take_amount(digits);
    const std::int32_t fields = (typmod >> 16) & 0x7FFF;
    const std::string_view name = fields == 4         ? "year"
                                  : fields == 2       ? "month"
                                  : fields == 8       ? "day"
                                  : fields == 1 << 10 ? "hour"
                                  : fields == 1 << 11 ? "minute"
                                  : fields == 1 << 12 ? "second"
                                                      : "";
    if (!amount || !digits.empty() || name.empty()) unknown("an interval of certain fields");
    span.emplace();
    add(*span, *amount, *find_unit(name));
  } else {
    span = read_span(rest);
  }
  if (!span) {
    if (is_surely_wrong(text)) bad_syntax("interval", text);
    unknown("an interval in another form");
  }
  return {interval_out(*span)};
}

}  // namespace plumbline::sql::literal_text
