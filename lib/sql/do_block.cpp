/// Blocks, declarations and handlers; block_statements.cpp has the statements in them.
#include "sql/do_block.hpp"

#include <utility>

#include "sql/block_reader.hpp"
#include "sql/error_conditions.hpp"
#include "sql/parse.hpp"
#include "system/format.hpp"

namespace plumbline::sql {

namespace {

constexpr int max_depth = 100;

/// Not a mistake, but more than is followed.
struct TooDeep {};

bool is_opening(std::string_view mark) noexcept { return mark == "(" || mark == "["; }
bool is_closing(std::string_view mark) noexcept { return mark == ")" || mark == "]"; }

}  // namespace

BlockReader::BlockReader(std::string_view body, const BlockOptions& options)
    : body_(body), options_(options) {
  Lexer lexer(body);
  do tokens_.push_back(lexer.next());
  while (tokens_.back().kind != TokenKind::end);
}

bool BlockReader::is(std::string_view keyword, std::size_t ahead) const noexcept {
  return token(ahead).kind == TokenKind::word && is_word(text(ahead), keyword);
}

bool BlockReader::is_mark(std::string_view mark, std::size_t ahead) const noexcept {
  const TokenKind kind = token(ahead).kind;
  return (kind == TokenKind::mark || kind == TokenKind::sign) && text(ahead) == mark;
}

bool BlockReader::take(std::string_view keyword) {
  if (!is(keyword)) return false;
  ++at_;
  return true;
}

bool BlockReader::take_mark(std::string_view mark) {
  if (!is_mark(mark)) return false;
  ++at_;
  return true;
}

void BlockReader::expect(std::string_view keyword) {
  if (!take(keyword)) fail_here();
}

void BlockReader::expect_mark(std::string_view mark) {
  if (!take_mark(mark)) fail_here();
}

void BlockReader::fail_here() const {
  std::string_view message = "syntax error";
  if (token().is_cut) {
    switch (token().kind) {
      case TokenKind::quoted_word:
        message = "unterminated quoted identifier";
        break;
      case TokenKind::dollar_string:
        message = "unterminated dollar-quoted string";
        break;
      case TokenKind::bit_string:
        message = "unterminated bit string literal";
        break;
      case TokenKind::comment:
        message = "unterminated /* comment";
        break;
      default:
        message = "unterminated quoted string";
        break;
    }
  }
  fail_near(message, at_);
}

/// As plpgsql_yyerror.
void BlockReader::fail_near(std::string_view message, std::size_t index) const {
  const Token& near = tokens_[std::min(index, tokens_.size() - 1)];
  fail_at(near.kind == TokenKind::end ? system::format("{} at end of input", message)
                                      : system::format("{} at or near \"{}\"", message,
                                                       body_.substr(near.offset, near.length)),
          index);
}

void BlockReader::fail_at(std::string message, std::size_t index) const {
  throw BlockMistake{.message = std::move(message),
                     .offset = tokens_[std::min(index, tokens_.size() - 1)].offset};
}

std::string BlockReader::take_name() {
  if (token().kind != TokenKind::word && token().kind != TokenKind::quoted_word) fail_here();
  std::string name = name_of(token(), text());
  ++at_;
  return name;
}

std::string_view BlockReader::text_of(Range range) const noexcept {
  if (range.first >= range.last) return {};
  const Token& last = tokens_[range.last - 1];
  const std::size_t start = tokens_[range.first].offset;
  return body_.substr(start, last.offset + last.length - start);
}

std::size_t BlockReader::offset_of(Range range) const noexcept {
  return tokens_[std::min(range.first, tokens_.size() - 1)].offset;
}

void BlockReader::set_sql(BlockNode& node, Range range) const {
  node.sql = text_of(range);
  node.sql_offset = offset_of(range);
}

/// As check_sql_expr. `prefix` and `suffix` make a statement of an expression or type.
void BlockReader::check_sql(std::string_view prefix, Range range, std::string_view suffix) const {
  if (!options_.checks_sql) return;
  const std::string sql = system::format("{}{}{}", prefix, text_of(range), suffix);
  const ParseResult parsed = parse(sql);
  if (parsed.sqlstate != "42601") return;
  const std::size_t inside = parsed.offset - std::min(parsed.offset, prefix.size());
  throw BlockMistake{.message = parsed.message, .offset = offset_of(range) + inside};
}

/// Up to one of `stops` outside of brackets, as read_sql_construct; the stop is not taken.
BlockReader::Range BlockReader::read_until(std::initializer_list<std::string_view> stops) {
  const Range start{.first = at_, .last = at_};
  std::size_t brackets = 0;
  while (true) {
    if (brackets == 0) {
      for (const std::string_view stop : stops) {
        if (is(stop) || is_mark(stop)) return {.first = start.first, .last = at_};
      }
    }
    if (token().is_cut) fail_here();
    if (token().kind == TokenKind::end || is_mark(";")) {
      std::string missing(*(stops.end() - 1));
      for (char& c : missing) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
      if (brackets != 0) fail_near("mismatched parentheses", at_);
      fail_at(system::format("missing \"{}\" at end of SQL expression", missing), at_);
    }
    if (token().kind == TokenKind::mark && is_opening(text())) ++brackets;
    if (token().kind == TokenKind::mark && is_closing(text())) {
      if (brackets == 0) fail_near("mismatched parentheses", at_);
      --brackets;
    }
    ++at_;
  }
}

BlockReader::Range BlockReader::read_expression(std::initializer_list<std::string_view> stops) {
  const Range range = read_until(stops);
  if (range.first == range.last) fail_near("missing expression", at_);
  check_sql("SELECT ", range);
  return range;
}

/// A statement up to its semicolon, which is taken.
BlockReader::Range BlockReader::read_statement() {
  const Range start{.first = at_, .last = at_};
  std::size_t brackets = 0;
  while (!(brackets == 0 && is_mark(";"))) {
    if (token().kind == TokenKind::end) fail_near("unexpected end of function definition", at_);
    if (token().is_cut) fail_here();
    if (token().kind == TokenKind::mark && is_opening(text())) ++brackets;
    if (token().kind == TokenKind::mark && is_closing(text()) && brackets > 0) --brackets;
    ++at_;
  }
  const Range range{.first = start.first, .last = at_};
  ++at_;
  return range;
}

void BlockReader::read_declaration(BlockNode& node) {
  BlockVariable variable;
  variable.offset = token().offset;
  variable.name = take_name();
  declared_.insert(variable.name);
  if (is("alias") || is("cursor") || is("scroll") || (is("no") && is("scroll", 1))) {
    read_statement();
    assigned_.insert(variable.name);
    node.variables.push_back(std::move(variable));
    return;
  }
  variable.is_constant = take("constant");
  const Range type = [&] {
    const std::size_t first = at_;
    std::size_t brackets = 0;
    while (token().kind != TokenKind::end && !is_mark(";")) {
      const bool is_over = is("default") || is("collate") || is_mark(":=") || is_mark("=") ||
                           (is("not") && is("null", 1));
      if (brackets == 0 && is_over) break;
      if (token().kind == TokenKind::mark && is_opening(text())) ++brackets;
      if (token().kind == TokenKind::mark && is_closing(text()) && brackets > 0) --brackets;
      ++at_;
    }
    return Range{.first = first, .last = at_};
  }();
  if (type.first == type.last) fail_near("missing data type declaration", at_);
  variable.type = text_of(type);
  if (variable.type.find('%') == std::string::npos) check_sql("SELECT CAST(NULL AS ", type, ")");
  if (take("collate")) {
    take_name();
    while (take_mark(".")) take_name();
  }
  if (is("not") && is("null", 1)) {
    at_ += 2;
    variable.is_not_null = true;
  }
  if (take("default") || take_mark(":=") || take_mark("=")) {
    variable.initial = text_of(read_expression({";"}));
    initial_.insert_or_assign(variable.name, variable.initial);
  }
  expect_mark(";");
  node.variables.push_back(std::move(variable));
}

void BlockReader::read_declarations(BlockNode& node) {
  while (!is("begin")) {
    if (take("declare")) continue;
    if (token().kind == TokenKind::end) fail_here();
    if (take_mark("<<")) fail_at("block label must be placed before DECLARE, not after", at_ - 1);
    read_declaration(node);
  }
}

void BlockReader::read_conditions(BlockHandler& handler) {
  do {
    const std::size_t index = at_;
    const std::string name = take_name();
    if (name == "others") {
      handler.others = true;
      continue;
    }
    if (name == "sqlstate") {
      const std::string code = token().kind == TokenKind::string && !token().is_cut
                                   ? string_of(token(), text())
                                   : std::string();
      if (code.empty()) fail_here();
      if (code.size() != 5 ||
          code.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos)
        fail_near("invalid SQLSTATE code", at_);
      ++at_;
      handler.sqlstates.push_back(code);
      continue;
    }
    const auto conditions = find_conditions(name);
    if (conditions.empty()) {
      throw BlockMistake{.message = system::format("unrecognized exception condition \"{}\"", name),
                         .offset = tokens_[index].offset,
                         .sqlstate = "42704"};
    }
    for (const ErrorCondition& condition : conditions)
      handler.sqlstates.emplace_back(condition.sqlstate);
  } while (take("or"));
}

void BlockReader::read_handlers(BlockNode& node) {
  while (is("when")) {
    BlockHandler handler;
    handler.offset = token().offset;
    ++at_;
    read_conditions(handler);
    expect("then");
    handler.body = read_statements();
    node.handlers.push_back(std::move(handler));
  }
  if (node.handlers.empty()) fail_here();
}

bool BlockReader::is_end_of_statements() const noexcept {
  if (token().kind == TokenKind::end) return true;
  for (const std::string_view word : {"end", "exception", "else", "elsif", "elseif", "when"}) {
    if (is(word)) return true;
  }
  return false;
}

BlockReader::Nodes BlockReader::read_statements() {
  Nodes nodes;
  while (!is_end_of_statements()) nodes.push_back(read_one());
  return nodes;
}

/// From behind a label to behind END and its semicolon, which the outermost block may leave out.
void BlockReader::read_block(BlockNode& node) {
  if (++depth_ > max_depth) throw TooDeep{};
  node.kind = BlockKind::block;
  if (take("declare")) read_declarations(node);
  expect("begin");
  node.body = read_statements();
  if (take("exception")) read_handlers(node);
  expect("end");
  if (token().kind == TokenKind::word || token().kind == TokenKind::quoted_word) ++at_;
  const bool is_outermost = depth_ == 1;
  if (!take_mark(";") && !is_outermost) fail_here();
  --depth_;
}

BlockResult BlockReader::read() {
  BlockResult result;
  try {
    while (is_mark("#")) {  // #variable_conflict and its kin
      at_ += 3;
    }
    if (take_mark("<<")) {
      declared_.insert(take_name());
      expect_mark(">>");
    }
    result.block.offset = token().offset;
    read_block(result.block);
    if (token().kind != TokenKind::end) fail_here();
    result.block.length = body_.size() - result.block.offset;
    fold_executes(result.block);
  } catch (const BlockMistake& mistake) {
    result.block = {};
    result.block.kind = BlockKind::opaque;
    result.block.why = "it does not compile";
    result.sqlstate = mistake.sqlstate;
    result.message = mistake.message;
    result.offset = mistake.offset;
  } catch (const TooDeep&) {
    result.block = {};
    result.block.kind = BlockKind::opaque;
    result.block.why = system::format("its blocks are nested deeper than {}", max_depth);
  }
  return result;
}

BlockResult read_block(std::string_view body, const BlockOptions& options) {
  return BlockReader(body, options).read();
}

/// As exception_matches_conditions.
bool catches(const BlockHandler& handler, std::string_view sqlstate) noexcept {
  if (handler.others && sqlstate != "57014" && sqlstate != "P0004") return true;
  for (const std::string& code : handler.sqlstates) {
    if (code == sqlstate) return true;
    if (code.ends_with("000") && code.substr(0, 2) == sqlstate.substr(0, 2)) return true;
  }
  return false;
}

}  // namespace plumbline::sql
