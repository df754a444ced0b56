#include "sql/visit/timestamps.hpp"

#include <array>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "sql/failure.hpp"

namespace plumbline::sql {

namespace {

constexpr std::string_view spaces = " \t\n";

/// Reads from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<int> number(std::size_t least, std::size_t most) {
    std::size_t digits = 0;
    int value = 0;
    while (digits < rest_.size() && digits < most && rest_[digits] >= '0' && rest_[digits] <= '9')
      value = value * 10 + (rest_[digits++] - '0');
    if (digits < least) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  void skip_spaces() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(spaces), rest_.size()));
  }

 private:
  std::string_view rest_;
};

struct Clock {
  int hour = 0, minute = 0, second = 0;
};

[[noreturn]] void give_up() { unknown("a point in time is written in a way that is not read"); }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

Clock read_clock(Reader& reader) {
  const auto hour = reader.number(1, 2);
  if (!hour || !reader.take(':')) give_up();
  const auto minute = reader.number(2, 2);
  if (!minute) give_up();
  Clock clock{*hour, *minute, 0};
  if (reader.take(':')) {
    const auto second = reader.number(2, 2);
    if (!second || reader.rest().starts_with('.')) give_up();
    clock.second = *second;
  }
  return clock;
}

/// Minutes east of UTC; none when no zone is named.
std::optional<int> read_zone(Reader& reader) {
  reader.skip_spaces();
  const std::string word = lower(reader.rest());
  if (word.empty()) return std::nullopt;
  if (word == "z" || word == "utc" || word == "gmt" || word == "zulu") return 0;
  const bool is_west = reader.take('-');
  if (!is_west && !reader.take('+')) give_up();
  const auto hours = reader.number(1, 2);
  if (!hours) give_up();
  int minutes = 0;
  if (reader.take(':') || !reader.rest().empty()) {
    const auto read = reader.number(2, 2);
    if (!read || !reader.rest().empty()) give_up();
    minutes = *read;
  }
  const int east = *hours * 60 + minutes;
  return is_west ? -east : east;
}

/// Whether any form that the server reads could look like this.
bool may_be_a_time(std::string_view text) {
  if (text.find_first_of("0123456789") != std::string_view::npos) return true;
  constexpr std::array<std::string_view, 7> words = {"now",   "today", "tomorrow", "yesterday",
                                                     "epoch", "all",   "-infinity"};
  const std::string word = lower(text);
  for (const std::string_view one : words) {
    if (word.find(one) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

Timestamp read_timestamp(std::string_view text) {
  const std::size_t first = text.find_first_not_of(spaces);
  text = first == std::string_view::npos ? "" : text.substr(first);
  text = text.substr(0, text.find_last_not_of(spaces) + 1);
  if (lower(text) == "infinity") return {.text = "infinity", .is_exact = true};
  if (!may_be_a_time(text)) {
    fail("22007",
         "invalid input syntax for type timestamp with time zone: \"" + std::string(text) + '"');
  }
  Reader reader(text);
  const auto year = reader.number(4, 4);
  if (!year || !reader.take('-')) give_up();
  const auto month = reader.number(1, 2);
  if (!month || !reader.take('-')) give_up();
  const auto day = reader.number(1, 2);
  if (!day) give_up();
  Clock clock;
  if (!reader.rest().empty() && (reader.take('T') || reader.take(' '))) {
    reader.skip_spaces();
    clock = read_clock(reader);
  }
  const std::optional<int> zone = read_zone(reader);
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || clock.hour > 23 || clock.minute > 59 || clock.second > 59) {
    fail("22008", "date/time field value out of range: \"" + std::string(text) + '"');
  }
  if (!zone) return {.text = std::string(text), .is_exact = false};
  const auto at = std::chrono::sys_seconds(std::chrono::sys_days(date)) +
                  std::chrono::hours(clock.hour) + std::chrono::minutes(clock.minute - *zone) +
                  std::chrono::seconds(clock.second);
  const auto days = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day utc(days);
  const std::chrono::hh_mm_ss within(at - days);
  return {.text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}+00", int(utc.year()),
                              unsigned(utc.month()), unsigned(utc.day()), within.hours().count(),
                              within.minutes().count(), within.seconds().count()),
          .is_exact = true};
}

}  // namespace plumbline::sql
