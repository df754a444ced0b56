/// The only file that knows libpg_query.
#include "sql/parse.hpp"

#include <pg_query.h>

#include <unordered_map>

#include "plumbline/version.hpp"
#include "sql/parse_for_errors.hpp"
#include "sql/read_tree.hpp"
#include "sql/split.hpp"
#include "system/large_stack.hpp"

namespace plumbline::sql {

namespace {

/// libpg_query counts characters.
std::size_t byte_offset(std::string_view text, int characters) {
  std::size_t at = 0;
  for (int count = 1; count < characters && at < text.size(); ++count) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  }
  return at;
}

/// The grammar raises a few errors that are none of syntax; libpg_query tells only their text.
std::string_view sqlstate_of(std::string_view message, std::string_view text) {
  struct Other {
    std::string_view sqlstate, begin, end;
  };
  constexpr Other others[] = {
      {"42939", "role name ", " is reserved"},
      {"42939", "", " cannot be used as a role name here"},
      {"0A000", "CREATE SCHEMA IF NOT EXISTS cannot include schema elements", ""},
      {"0A000", "UNENCRYPTED PASSWORD is no longer supported", ""},
      {"0A000", "CREATE OR REPLACE CONSTRAINT TRIGGER is not supported", ""},
      {"0A000", "a column list with ", " is only supported for ON DELETE actions"},
      {"0A000", "", " is not yet implemented"},
      {"0A000", "MATCH PARTIAL not yet implemented", ""},
      {"0A000", "WITH CHECK OPTION not supported on recursive views", ""},
      {"0A000", "current database cannot be changed", ""},
      {"0A000", "aggregates cannot have output arguments", ""},
      {"0A000", "", " constraints cannot be marked DEFERRABLE"},
      {"0A000", "", " constraints cannot be marked NOT VALID"},
      {"0A000", "", " constraints cannot be marked NO INHERIT"},
      {"22023", "precision for type float must be ", ""},
      {"42P20", "frame ", ""},
      {"22P06", "unsafe use of \\' in a string literal", ""},
      {"22021", "invalid byte sequence for encoding", ""},
  };
  for (const Other& one : others) {
    const bool is_so = message.starts_with(one.begin) && message.ends_with(one.end) &&
                       !(one.begin.empty() && one.end.empty());
    if (is_so) return one.sqlstate;
  }
  // Of E'\u…'; of U&'\…' it is one of syntax.
  const bool is_escape = !message.starts_with("invalid Unicode escape value") &&
                         !message.starts_with("invalid Unicode escape character") &&
                         message.starts_with("invalid Unicode escape") &&
                         text.find("&'") == std::string_view::npos;
  return is_escape ? "22025" : "42601";
}

/// Whether it is refused without a look at it.
bool is_too_heavy(const std::string& text, ParseResult& result) {
  result.message = why_too_heavy(text);
  if (!result.message.empty()) result.sqlstate = "54001";
  return !result.message.empty();
}

void take_error(const PgQueryError& error, const std::string& text, ParseResult& result) {
  result.sqlstate = sqlstate_of(error.message, text);
  result.message = error.message;
  result.offset = byte_offset(text, error.cursorpos);
}

ParseResult parse_alone(const std::string& text) {
  ParseResult result;
  if (is_too_heavy(text, result)) return result;
  const PgQueryParseResult parsed = pg_query_parse(text.c_str());
  if (parsed.error != nullptr) {
    take_error(*parsed.error, text, result);
  } else {
    result.ast = Ast(read_tree(parsed.parse_tree, text));
  }
  pg_query_free_parse_result(parsed);
  return result;
}

/// Runs the grammar and prints no tree.
ParseResult errors_alone(const std::string& text) {
  ParseResult result;
  if (is_too_heavy(text, result)) return result;
  const PgQuerySplitResult parsed = pg_query_split_with_parser(text.c_str());
  if (parsed.error != nullptr) take_error(*parsed.error, text, result);
  pg_query_free_split_result(parsed);
  return result;
}

}  // namespace

/// Forgets everything when it is full: what is asked of one statement is asked nearly at once.
struct ParseMemo::Kept {
  static constexpr std::size_t most_bytes = 16u << 20;

  std::unordered_map<std::string, ParseResult> results;
  std::size_t bytes = 0;

  const ParseResult& add(const std::string& text, ParseResult result) {
    const std::size_t more = text.size() + result.ast.size_in_bytes();
    if (bytes + more > most_bytes) {
      results.clear();
      bytes = 0;
    }
    bytes += more;
    return results.emplace(text, std::move(result)).first->second;
  }
};

namespace {

thread_local ParseMemo::Kept* kept_here = nullptr;

ParseResult parse_here(const std::string& text) {
  if (kept_here == nullptr) return parse_alone(text);
  const auto found = kept_here->results.find(text);
  if (found != kept_here->results.end()) return found->second;
  return kept_here->add(text, parse_alone(text));
}

}  // namespace

ParseMemo::ParseMemo() {
  if (kept_here != nullptr) return;
  kept_ = std::make_unique<Kept>();
  kept_here = kept_.get();
}

ParseMemo::~ParseMemo() {
  if (kept_ != nullptr) kept_here = nullptr;
}

ParseResult parse(std::string_view sql) {
  const std::string text(sql);
  if (system::is_on_large_stack()) return parse_here(text);
  ParseResult result;
  system::run_on_large_stack([&] { result = parse_here(text); });
  return result;
}

ParseResult parse_for_errors(std::string_view sql) {
  const std::string text(sql);
  if (kept_here != nullptr && kept_here->results.contains(text)) return parse_here(text);
  if (system::is_on_large_stack()) return errors_alone(text);
  ParseResult result;
  system::run_on_large_stack([&] { result = errors_alone(text); });
  return result;
}

}  // namespace plumbline::sql

namespace plumbline {

int grammar_version() noexcept { return PG_VERSION_NUM; }

}  // namespace plumbline
