#include "adapters/sqitch/run/session_traces.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "sql/lexer.hpp"

namespace plumbline::adapters::sqitch {

namespace {

using sql::TokenKind;

/// Unquoted words folded; strings, quoted names and the like as what they are alone.
struct Part {
  TokenKind kind;
  std::string text;
};
using Parts = std::span<const Part>;

constexpr std::size_t most_parts = 2'000;

std::vector<Part> parts_of(std::string_view sql) {
  std::vector<Part> parts;
  sql::Lexer lexer(sql);
  while (parts.size() < most_parts) {
    const sql::Token token = lexer.next();
    const std::string_view text = lexer.text_of(token);
    if (token.kind == TokenKind::end || text == ";") return parts;
    if (token.is_cut) break;
    const bool is_shown = token.kind == TokenKind::word || token.kind == TokenKind::mark ||
                          token.kind == TokenKind::sign;
    parts.push_back({.kind = token.kind, .text = is_shown ? sql::to_lower(text) : std::string()});
  }
  return {};
}

bool is_word(const Part& part, std::string_view word) {
  return part.kind == TokenKind::word && part.text == word;
}

template <std::size_t N>
bool is_one_of(const Part& part, const std::array<std::string_view, N>& words) {
  return part.kind == TokenKind::word && std::ranges::find(words, part.text) != words.end();
}

bool has_word(Parts parts, std::string_view word) {
  return std::ranges::any_of(parts, [&](const Part& part) { return is_word(part, word); });
}

bool begins(Parts parts, std::initializer_list<std::string_view> words) {
  if (parts.size() < words.size()) return false;
  return std::ranges::equal(parts.first(words.size()), words, is_word);
}

/// BEGIN, COMMIT WORK; without modes and chains.
bool is_transaction(Parts parts) {
  constexpr auto verbs = std::to_array<std::string_view>({"begin", "commit", "end", "rollback"});
  constexpr auto nouns = std::to_array<std::string_view>({"transaction", "work"});
  return is_one_of(parts[0], verbs) &&
         (parts.size() == 1 || (parts.size() == 2 && is_one_of(parts[1], nouns)));
}

/// SELECT a, b FROM t WHERE false, as verify scripts have it: nothing is called.
bool is_look(Parts parts) {
  constexpr std::size_t condition = 2;
  if (!is_word(parts[0], "select") || parts.size() <= condition) return false;
  constexpr auto others =
      std::to_array<std::string_view>({"into", "for", "union", "intersect", "except"});
  if (std::ranges::any_of(parts, [&](const Part& part) { return is_one_of(part, others); }))
    return false;
  const Parts end = parts.last(condition);
  if (!is_word(end[0], "where") || !is_word(end[1], "false")) return false;
  return std::ranges::all_of(parts, [](const Part& part) {
    if (part.kind == TokenKind::mark) return part.text == "," || part.text == ".";
    if (part.kind == TokenKind::sign) return part.text == "*";
    return part.kind == TokenKind::word || part.kind == TokenKind::quoted_word ||
           part.kind == TokenKind::number;
  });
}

/// A table with its columns; what is behind DEFAULT and CHECK is kept and not yet run.
bool is_new_table(Parts parts) {
  if (!begins(parts, {"create", "table"})) return false;
  constexpr auto others = std::to_array<std::string_view>(
      {"execute", "inherits", "of", "on", "with", "partition", "like", "using"});
  for (std::size_t at = 2; at < parts.size(); ++at) {
    // CREATE TABLE … AS runs a query.
    const bool is_identity = at + 1 < parts.size() && is_word(parts[at + 1], "identity");
    if (is_word(parts[at], "as") && !is_identity) return false;
    if (is_one_of(parts[at], others)) return false;
  }
  return true;
}

/// CREATE INDEX i ON t (a, b DESC): of columns, so that no function is called but the types' own.
bool is_new_index(Parts parts) {
  const bool is_unique = begins(parts, {"create", "unique", "index"});
  if (!is_unique && !begins(parts, {"create", "index"})) return false;
  constexpr auto orders =
      std::to_array<std::string_view>({"asc", "desc", "nulls", "first", "last"});
  const auto open = std::ranges::find(parts, "(", &Part::text);
  if (open == parts.end() || parts.back().text != ")") return false;
  if (has_word(Parts(parts.begin(), open), "using")) return false;
  bool is_start = true;
  for (const Part& part : Parts(open + 1, parts.end() - 1)) {
    if (part.kind == TokenKind::mark) {
      if (part.text != "," || is_start) return false;
      is_start = true;
      continue;
    }
    const bool is_name = part.kind == TokenKind::word || part.kind == TokenKind::quoted_word;
    if (!is_name || (!is_start && !is_one_of(part, orders))) return false;
    is_start = false;
  }
  return !is_start;
}

bool is_drop(Parts parts) {
  constexpr auto kinds = std::to_array<std::string_view>(
      {"table", "index", "view", "sequence", "type", "domain", "function", "procedure", "schema"});
  return is_word(parts[0], "drop") && parts.size() > 2 && is_one_of(parts[1], kinds);
}

bool is_new_name(Parts parts) {
  if (begins(parts, {"create", "schema"}))
    return parts.size() == 3 || (parts.size() == 6 && is_word(parts[2], "if"));
  if (!begins(parts, {"create", "type"})) return false;
  for (std::size_t at = 2; at + 1 < parts.size(); ++at)
    if (is_word(parts[at], "as")) return is_word(parts[at + 1], "enum");
  return false;
}

/// Rights on objects: not to connect to a database, nor to be a role.
bool is_grant(Parts parts) {
  constexpr auto verbs = std::to_array<std::string_view>({"grant", "revoke"});
  return is_one_of(parts[0], verbs) && has_word(parts, "on") && !has_word(parts, "database") &&
         !has_word(parts, "parameter");
}

bool is_alter_table(Parts parts) {
  if (!begins(parts, {"alter", "table"})) return false;
  // Adding needs a look at each row where the type is a domain with a check.
  constexpr auto actions = std::to_array<std::string_view>({"drop", "rename"});
  const bool has_one =
      std::ranges::any_of(parts, [&](const Part& part) { return is_one_of(part, actions); });
  constexpr auto others = std::to_array<std::string_view>(
      {"add", "alter", "set", "attach", "detach", "enable", "disable", "validate", "cluster",
       "inherit", "of", "owner", "reset", "force", "replica", "expression"});
  return has_one && std::ranges::none_of(parts.subspan(2),
                                         [&](const Part& part) { return is_one_of(part, others); });
}

/// In a schema that is the session's own.
bool is_temporary(Parts parts) {
  return std::ranges::any_of(parts, [](const Part& part) {
    return part.kind == TokenKind::word && part.text.starts_with("pg_temp");
  });
}

}  // namespace

bool leaves_no_trace(std::string_view sql) {
  const std::vector<Part> all = parts_of(sql);
  if (all.empty()) return false;
  const Parts parts(all);
  if (is_temporary(parts)) return false;
  return is_transaction(parts) || is_look(parts) || is_new_table(parts) || is_new_index(parts) ||
         is_drop(parts) || is_new_name(parts) || is_grant(parts) || is_alter_table(parts) ||
         begins(parts, {"comment", "on"});
}

}  // namespace plumbline::adapters::sqitch
