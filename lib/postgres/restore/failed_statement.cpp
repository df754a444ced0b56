#include "postgres/restore/failed_statement.hpp"

#include <algorithm>
#include <charconv>

#include "postgres/restore/dump_statement.hpp"
#include "system/utf8.hpp"

namespace plumbline::postgres {

namespace {

constexpr std::size_t shown_bytes = 1'000;

std::size_t line_feeds(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// 17 of "COPY orders, line 17, column total"; 0 without one.
std::size_t row_of(std::string_view context) {
  constexpr std::string_view mark = ", line ";
  const std::size_t start = context.starts_with("COPY ") ? context.find(mark) : context.npos;
  if (start == context.npos) return 0;
  std::size_t row = 0;
  const char* end = context.data() + context.size();
  std::from_chars(context.data() + start + mark.size(), end, row);
  return row;
}

}  // namespace

std::size_t offset_of_character(std::string_view text, std::size_t position) noexcept {
  std::size_t at = 0;
  for (std::size_t seen = 1; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80U;
    if (!begins) continue;
    if (seen == position) return at;
    ++seen;
  }
  return at;
}

RestoreProblem failed_statement(const ServerError& error, std::string_view sql, std::size_t line) {
  if (error.position > 0)
    line += line_feeds(sql.substr(0, offset_of_character(sql, error.position)));
  return {.fault = RestoreFault::statement,
          .line = line,
          .message = system::escape_for_display(error.fields.message, shown_bytes),
          .sqlstate = error.fields.sqlstate,
          .statement = first_line(sql),
          .hint = error.fields.hint,
          .detail = error.fields.detail};
}

RestoreProblem failed_copy(const ServerError& error, std::string_view sql, std::size_t line) {
  ServerError placed = error;
  placed.position = 0;
  RestoreProblem problem = failed_statement(placed, sql, line);
  if (const std::size_t row = row_of(error.context); row > 0) problem.line += line_feeds(sql) + row;
  return problem;
}

}  // namespace plumbline::postgres
