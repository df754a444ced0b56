#include "postgres/restore/dump_statement.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "sql/lexer.hpp"
#include "system/utf8.hpp"

namespace plumbline::postgres {

namespace {

using sql::Token;
using sql::TokenKind;

/// Behind that many tokens nothing is looked for.
constexpr std::size_t max_tokens = 4'096;
constexpr std::size_t shown_bytes = 200;

/// The tokens of one statement, asked for by their number from the front.
class Words {
 public:
  explicit Words(std::string_view sql) : lexer_(sql) {
    while (tokens_.size() < max_tokens) {
      const Token token = lexer_.next();
      if (token.kind == TokenKind::end) break;
      tokens_.push_back(token);
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return tokens_.size(); }
  [[nodiscard]] std::string_view text(std::size_t at) const noexcept {
    return at < tokens_.size() ? lexer_.text_of(tokens_[at]) : std::string_view();
  }
  [[nodiscard]] bool is(std::size_t at, std::string_view word) const noexcept {
    return at < tokens_.size() && tokens_[at].kind == TokenKind::word &&
           sql::is_word(text(at), word);
  }
  /// All of them, in turn.
  [[nodiscard]] bool are(std::size_t at, std::initializer_list<std::string_view> words) const {
    for (const std::string_view word : words) {
      if (!is(at++, word)) return false;
    }
    return true;
  }
  [[nodiscard]] bool is_name(std::size_t at) const noexcept {
    return at < tokens_.size() &&
           (tokens_[at].kind == TokenKind::word || tokens_[at].kind == TokenKind::quoted_word);
  }
  [[nodiscard]] std::string name(std::size_t at) const {
    const bool is_whole = is_name(at) && !tokens_[at].is_cut;
    return is_whole ? sql::name_of(tokens_[at], text(at)) : std::string();
  }
  /// a.b from `at` on, which is left behind it.
  [[nodiscard]] std::string path(std::size_t& at) const {
    std::string joined = name(at);
    if (is_name(at)) ++at;
    while (text(at) == "." && is_name(at + 1)) {
      joined += '.' + name(at + 1);
      at += 2;
    }
    return joined;
  }
  /// Those from `from` to before `to` as they are written. REQUIRES: from < to <= size().
  [[nodiscard]] std::string source(std::size_t from, std::size_t to) const {
    const std::string_view first = text(from);
    const std::string_view last = text(to - 1);
    return {first.data(), last.data() + last.size()};
  }
  /// Whether a name with a schema stands in brackets or behind them, from `from` on.
  [[nodiscard]] bool has_paths(std::size_t from) const {
    while (from < tokens_.size() && text(from) != "(") ++from;
    for (std::size_t at = from; at < tokens_.size(); ++at)
      if (text(at) == ".") return true;
    return tokens_.size() == max_tokens;
  }
  /// What a string says; else the name, folded.
  [[nodiscard]] std::string value(std::size_t at) const {
    if (at >= tokens_.size() || tokens_[at].is_cut) return {};
    const TokenKind kind = tokens_[at].kind;
    const bool is_string = kind == TokenKind::string || kind == TokenKind::escape_string;
    if (is_string) return sql::to_lower(sql::string_of(tokens_[at], text(at)));
    return is_name(at) ? name(at) : std::string(text(at));
  }
  /// Of the first such word from `from` on that stands in no brackets.
  [[nodiscard]] std::optional<std::size_t> find(std::size_t from, std::string_view word) const {
    int depth = 0;
    for (std::size_t at = from; at < tokens_.size(); ++at) {
      if (text(at) == "(") ++depth;
      if (text(at) == ")") --depth;
      if (depth == 0 && is(at, word)) return at;
    }
    return std::nullopt;
  }

 private:
  sql::Lexer lexer_;
  std::vector<Token> tokens_;
};

void add_role(const Words& words, std::size_t at, std::vector<std::string>& roles) {
  static constexpr std::array<std::string_view, 5> no_roles = {
      "public", "current_user", "session_user", "current_role", "user"};
  const bool is_word = std::any_of(no_roles.begin(), no_roles.end(),
                                   [&](std::string_view word) { return words.is(at, word); });
  if (words.is_name(at) && !is_word) roles.push_back(words.name(at));
}

/// a, GROUP b, c
void add_roles(const Words& words, std::size_t at, std::vector<std::string>& roles) {
  while (words.is_name(at)) {
    if (words.is(at, "group") && words.is_name(at + 1)) ++at;
    add_role(words, at, roles);
    if (words.text(at + 1) != ",") return;
    at += 2;
  }
}

bool is_cluster_object(const Words& words, std::size_t at) {
  return words.is(at, "role") || words.is(at, "group") || words.is(at, "tablespace") ||
         (words.is(at, "user") && !words.is(at + 1, "mapping"));
}

/// GRANT … ON … TO, REVOKE … ON … FROM.
void read_grant(const Words& words, std::size_t from, DumpStatement& statement) {
  const std::optional<std::size_t> on = words.find(from, "on");
  statement.kind = on ? DumpKind::grant : DumpKind::cluster;
  if (on && words.is(*on + 1, "database")) statement.kind = DumpKind::database;
  const std::size_t start = on.value_or(from);
  if (const std::optional<std::size_t> to = words.find(start, "to"))
    add_roles(words, *to + 1, statement.roles);
  if (const std::optional<std::size_t> of = words.find(start, "from"))
    add_roles(words, *of + 1, statement.roles);
  if (const std::optional<std::size_t> by = words.find(start, "granted"))
    add_role(words, *by + 2, statement.roles);
}

void read_default_acl(const Words& words, DumpStatement& statement) {
  std::size_t from = 3;
  if (words.is(3, "for")) add_roles(words, 5, statement.roles);
  if (const std::optional<std::size_t> grant = words.find(3, "grant")) from = *grant;
  if (const std::optional<std::size_t> revoke = words.find(3, "revoke")) from = *revoke;
  statement.name = words.is(3, "for") ? words.name(5) : "";
  read_grant(words, from, statement);
  statement.kind = DumpKind::default_acl;
}

void read_constraint(const Words& words, std::size_t at, std::string table,
                     DumpStatement& statement) {
  if (!words.are(at, {"add", "constraint"})) return;
  statement.kind = DumpKind::constraint;
  statement.is_of_table = words.is(at + 3, "primary") || words.is(at + 3, "unique");
  statement.locks.push_back({std::move(table)});
  if (std::optional<std::size_t> other = words.find(at, "references")) {
    ++*other;
    statement.locks.push_back({words.path(*other)});
  }
}

void read_alter_table(const Words& words, DumpStatement& statement) {
  std::size_t at = 2;
  const bool is_sure = !words.are(at, {"if", "exists"});
  if (!is_sure) at += 2;
  if (words.is(at, "only")) ++at;
  const std::string table = words.path(at);
  read_constraint(words, at, table, statement);
  const bool is_column = words.is(at, "alter") && words.find(at, "drop").has_value();
  if (is_sure && (words.is(at, "drop") || is_column)) statement.kind = DumpKind::drop;
}

void read_alter(const Words& words, DumpStatement& statement) {
  if (words.is(1, "database")) {
    statement.kind = DumpKind::database;
  } else if (words.is(1, "system") || is_cluster_object(words, 1)) {
    statement.kind = DumpKind::cluster;
  } else if (words.are(1, {"default", "privileges"})) {
    read_default_acl(words, statement);
  } else if (words.are(1, {"event", "trigger"})) {
    statement.kind = DumpKind::event_trigger;
  } else if (words.is(1, "subscription")) {
    statement.kind = DumpKind::subscription;
    statement.name = words.name(2);
  } else if (words.is(1, "publication") && words.are(3, {"add", "tables", "in"})) {
    statement.kind = DumpKind::publication;
    statement.name = words.name(2);
  } else if (words.size() > 4 && words.are(words.size() - 3, {"owner", "to"})) {
    statement.kind = DumpKind::owner;
    add_role(words, words.size() - 1, statement.roles);
  } else if (words.is(1, "table")) {
    read_alter_table(words, statement);
  }
}

void read_extension(const Words& words, DumpStatement& statement) {
  std::size_t at = words.are(2, {"if", "not", "exists"}) ? 5 : 2;
  statement.kind = DumpKind::extension;
  statement.name = words.name(at);
  if (const std::optional<std::size_t> schema = words.find(at, "schema"))
    statement.value = words.name(*schema + 1);
}

void read_index(const Words& words, std::size_t at, DumpStatement& statement) {
  if (words.is(at + 1, "concurrently")) return;
  std::optional<std::size_t> on = words.find(at, "on");
  if (!on) return;
  ++*on;
  if (words.is(*on, "only")) ++*on;
  statement.kind = DumpKind::index;
  statement.locks.push_back({words.path(*on), true});
  statement.is_of_table = !words.has_paths(*on);
}

void read_publication(const Words& words, DumpStatement& statement) {
  const std::optional<std::size_t> of = words.find(2, "for");
  const bool is_wide =
      of && (words.are(*of, {"for", "all"}) || words.are(*of, {"for", "tables", "in"}));
  if (is_wide) statement.kind = DumpKind::publication;
  statement.name = words.name(2);
}

void read_create(const Words& words, DumpStatement& statement) {
  std::size_t at = 1;
  while (words.is(at, "unlogged") || words.is(at, "unique") || words.is(at, "foreign") ||
         words.is(at, "global") || words.is(at, "local") || words.is(at, "temporary") ||
         words.is(at, "temp"))
    ++at;
  if (words.is(at, "table")) {
    statement.kind = DumpKind::create_table;
    at += words.are(at + 1, {"if", "not", "exists"}) ? 4U : 1U;
    statement.name = words.path(at);
  } else if (words.is(at, "index")) {
    read_index(words, at, statement);
  } else if (words.is(1, "database")) {
    statement.kind = DumpKind::create_database;
  } else if (is_cluster_object(words, 1)) {
    statement.kind = DumpKind::cluster;
  } else if (words.is(1, "extension")) {
    read_extension(words, statement);
  } else if (words.is(1, "schema")) {
    statement.kind = DumpKind::schema;
    statement.is_public_schema = words.name(2) == "public" && words.size() == 3;
    if (const std::optional<std::size_t> owner = words.find(2, "authorization"))
      add_role(words, *owner + 1, statement.roles);
  } else if (words.are(1, {"event", "trigger"})) {
    statement.kind = DumpKind::event_trigger;
  } else if (words.is(1, "subscription")) {
    statement.kind = DumpKind::subscription;
    statement.name = words.name(2);
  } else if (words.is(1, "publication")) {
    read_publication(words, statement);
  } else if (words.is(1, "policy")) {
    statement.kind = DumpKind::policy;
    const std::optional<std::size_t> on = words.find(2, "on");
    const std::optional<std::size_t> to = on ? words.find(*on, "to") : std::nullopt;
    if (to) add_roles(words, *to + 1, statement.roles);
  }
}

void read_comment(const Words& words, DumpStatement& statement) {
  // SECURITY LABEL FOR provider ON …
  const std::optional<std::size_t> on = words.find(0, "on");
  if (!on) return;
  statement.is_note = true;
  const std::size_t at = *on + 1;
  if (words.is(at, "database")) statement.kind = DumpKind::database;
  if (is_cluster_object(words, at)) statement.kind = DumpKind::cluster;
  if (words.are(at, {"event", "trigger"})) statement.kind = DumpKind::event_trigger;
  if (words.is(at, "subscription")) statement.kind = DumpKind::subscription;
  if (words.is(at, "extension")) statement.kind = DumpKind::extension_note;
  if (words.is(at, "publication")) statement.kind = DumpKind::publication;
  statement.name = words.name(words.are(at, {"event", "trigger"}) ? at + 2 : at + 1);
  statement.is_public_schema = words.is(at, "schema") && statement.name == "public";
}

void read_copy(const Words& words, DumpStatement& statement) {
  std::size_t at = words.is(1, "binary") && !words.is(2, "from") ? 2 : 1;
  const std::size_t start = at;
  statement.name = words.path(at);
  if (at > start) statement.table_sql = words.source(start, at);
  std::optional<std::size_t> way = words.find(at, "from");
  const bool is_in = way.has_value();
  if (!way) way = words.find(at, "to");
  if (!way) return;
  const bool is_client = words.is(*way + 1, "stdin") || words.is(*way + 1, "stdout");
  if (!is_client) statement.kind = DumpKind::copy_server;
  if (!is_client || !is_in) return;
  statement.kind = DumpKind::copy_in;
  statement.is_bare = start == 1 && words.size() == *way + 2;
}

void read_set(const Words& words, DumpStatement& statement) {
  const bool has_scope = words.is(1, "session") || words.is(1, "local");
  const std::size_t at = has_scope && !words.is(2, "authorization") ? 2 : 1;
  const bool is_role = words.is(at, "role") || words.are(at, {"session", "authorization"});
  statement.kind = is_role ? DumpKind::authorization : DumpKind::setting;
  if (words.is(0, "set") && words.is(at, "constraints")) statement.kind = DumpKind::other;
  if (is_role) {
    const bool is_session = words.is(at, "session");
    statement.name = words.value(at + (is_session ? 2 : 1));
    return;
  }
  std::size_t behind = at;
  statement.name = words.path(behind);
  statement.value = words.value(behind + 1);
}

void read_select(const Words& words, DumpStatement& statement) {
  std::size_t at = 1;
  const std::string function = words.path(at);
  if (function == "pg_catalog.lo_unlink") statement.kind = DumpKind::drop;
  if (function != "pg_catalog.set_config" && function != "set_config") return;
  statement.kind = DumpKind::setting;
  statement.name = words.value(at + 1);
  statement.value = words.value(at + 3);
  const bool is_role = statement.name == "role" || statement.name == "session_authorization";
  if (is_role) statement.kind = DumpKind::authorization;
}

void read_drop(const Words& words, DumpStatement& statement) {
  if (words.is(1, "database")) {
    statement.kind = DumpKind::database;
  } else if (is_cluster_object(words, 1) || words.is(1, "owned")) {
    statement.kind = DumpKind::cluster;
  } else if (words.is(1, "subscription")) {
    statement.kind = DumpKind::subscription;
  } else if (words.are(1, {"event", "trigger"})) {
    statement.kind = DumpKind::event_trigger;
  } else if (!words.find(1, "if")) {
    statement.kind = DumpKind::drop;
    statement.is_public_schema = words.is(1, "schema") && words.name(2) == "public";
  }
}

bool is_transaction(const Words& words) {
  static constexpr std::array<std::string_view, 7> verbs = {"begin", "commit",    "rollback", "end",
                                                            "abort", "savepoint", "release"};
  return words.are(0, {"start", "transaction"}) || words.are(0, {"prepare", "transaction"}) ||
         std::any_of(verbs.begin(), verbs.end(),
                     [&](std::string_view verb) { return words.is(0, verb); });
}

}  // namespace

DumpStatement read_dump_statement(std::string_view sql) {
  DumpStatement statement;
  if (sql.size() > 6 && sql::is_word(sql.substr(0, 6), "insert")) {
    statement.kind = DumpKind::insert;
    return statement;
  }
  const Words words(sql);
  statement.is_create = words.is(0, "create");
  if (statement.is_create) read_create(words, statement);
  if (words.is(0, "alter")) read_alter(words, statement);
  if (words.is(0, "copy")) read_copy(words, statement);
  if (words.is(0, "set") || words.is(0, "reset")) read_set(words, statement);
  if (words.is(0, "select")) read_select(words, statement);
  if (words.is(0, "grant") || words.is(0, "revoke")) read_grant(words, 1, statement);
  if (words.is(0, "comment") || words.are(0, {"security", "label"})) read_comment(words, statement);
  if (words.is(0, "drop") || words.is(0, "reassign")) read_drop(words, statement);
  if (is_transaction(words)) {
    statement.kind = DumpKind::transaction;
    statement.name = sql::to_lower(words.text(0));
  }
  return statement;
}

std::string first_line(std::string_view sql) {
  std::string_view line = sql.substr(0, sql.find('\n'));
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  return system::escape_for_display(line, shown_bytes);
}

}  // namespace plumbline::postgres
