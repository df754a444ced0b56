#include "adapters/sqitch/run_output.hpp"

#include <algorithm>
#include <charconv>

namespace plumbline::adapters::sqitch {

namespace {

constexpr std::string_view dots = ".. ";

bool is_state(std::string_view text) noexcept {
  constexpr std::size_t state_length = 5;
  return text.size() == state_length && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
         });
}

/// `psql:FILE:LINE: ` in front of a message; absent for lines of another kind.
struct Place {
  std::string_view file;
  std::size_t line = 0;
  std::string_view rest;
};

bool read_place(std::string_view text, Place& place) {
  constexpr std::string_view program = "psql:";
  if (!text.starts_with(program)) return false;
  text.remove_prefix(program.size());
  const std::size_t end = text.find(": ");
  if (end == std::string_view::npos) return false;
  const std::size_t colon = text.rfind(':', end - 1);
  if (end == 0 || colon == std::string_view::npos) return false;
  const std::string_view number = text.substr(colon + 1, end - colon - 1);
  const auto read = std::from_chars(number.data(), number.data() + number.size(), place.line);
  if (read.ec != std::errc() || read.ptr != number.data() + number.size()) return false;
  place.file = text.substr(0, colon);
  place.rest = text.substr(end + 2);
  return true;
}

}  // namespace

void OutputReader::read(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\n') {
      read_end();
      line_.clear();
      continue;
    }
    line_ += c;
    if (line_.ends_with(dots)) read_start();
  }
}

/// "  + name @tag ...... "
void OutputReader::read_start() {
  constexpr std::size_t lead = 4;
  if (line_.size() <= lead + dots.size() || !line_.starts_with("  ") || line_[3] != ' ') return;
  const char sign = line_[2];
  if (sign != '+' && sign != '-' && sign != '*') return;
  const std::string_view rest = std::string_view(line_).substr(lead);
  const std::size_t blank = rest.find(' ');
  if (blank == std::string_view::npos || blank == 0) return;
  running_ = {
      .kind = OutputEvent::Kind::start, .sign = sign, .name = std::string(rest.substr(0, blank))};
  is_running_ = true;
  tell_(running_);
}

/// "ok" and "not ok" stand behind the dots, or alone when the script has printed something.
void OutputReader::read_end() {
  if (!is_running_) return;
  const bool is_bad = line_ == "not ok" || line_.ends_with(".. not ok");
  if (!is_bad && line_ != "ok" && !line_.ends_with(".. ok")) return;
  running_.kind = is_bad ? OutputEvent::Kind::not_ok : OutputEvent::Kind::ok;
  is_running_ = false;
  tell_(running_);
}

PlainOutput read_verbose(std::string_view text) {
  PlainOutput plain;
  bool is_in_error = false;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::string_view whole = text.substr(0, newline);
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    if (whole.starts_with("LOCATION:  ")) continue;
    // sqitch may have begun the line with the change's name.
    const std::size_t start = std::min(whole.find("psql:"), whole.size());
    std::string line(whole);
    Place place;
    if (read_place(whole.substr(start), place)) {
      const std::size_t blanks = place.rest.find(":  ");
      std::string_view state;
      if (blanks != std::string_view::npos) state = place.rest.substr(blanks + 3, 5);
      const bool has_state = is_state(state) && place.rest.substr(blanks + 8).starts_with(": ");
      if (has_state) line.erase(whole.size() - place.rest.size() + blanks + 3, 7);
      is_in_error = plain.error.message.empty() &&
                    (place.rest.starts_with("ERROR:") || place.rest.starts_with("FATAL:"));
      if (is_in_error) {
        plain.error.message = line.substr(start);
        plain.error.file = place.file;
        plain.error.line = place.line;
        if (has_state) plain.error.sqlstate = state;
      }
    } else if (is_in_error && (line.starts_with("DETAIL:  ") || line.starts_with("HINT:  "))) {
      plain.error.detail += (plain.error.detail.empty() ? "" : "\n") + line;
    }
    plain.text += line;
    plain.text += '\n';
  }
  return plain;
}

}  // namespace plumbline::adapters::sqitch
