/// Statements of a PL/pgSQL block.
#include <array>
#include <utility>

#include "sql/block_reader.hpp"
#include "sql/dynamic_text.hpp"
#include "sql/error_conditions.hpp"
#include "system/format.hpp"

namespace plumbline::sql {

BlockNode BlockReader::read_one() {
  BlockNode node;
  node.offset = token().offset;
  const std::size_t first = at_;
  const bool has_label = take_mark("<<");
  if (has_label) {
    declared_.insert(take_name());
    expect_mark(">>");
  }
  if (is("declare") || is("begin")) {
    read_block(node);
  } else if (!read_assignment(node) && !read_control(node) && !read_simple(node)) {
    read_sql(node);
  }
  const Token& last = tokens_[std::min(at_, tokens_.size()) - 1];
  if (at_ > first) node.length = last.offset + last.length - node.offset;
  return node;
}

/// `a := …`, `a.b = …`, `a[1] := …`.
bool BlockReader::read_assignment(BlockNode& node) {
  if (token().kind != TokenKind::word && token().kind != TokenKind::quoted_word) return false;
  std::size_t ahead = 1;
  while (is_mark(".", ahead)) ahead += 2;
  bool has_index = false;
  while (is_mark("[", ahead)) {
    has_index = true;
    std::size_t brackets = 0;
    do {
      if (token(ahead).kind == TokenKind::end) return false;
      if (is_mark("[", ahead)) ++brackets;
      if (is_mark("]", ahead)) --brackets;
      ++ahead;
    } while (brackets != 0);
  }
  if (!is_mark(":=", ahead) && !is_mark("=", ahead)) return false;
  const Range target{.first = at_, .last = at_ + ahead};
  const std::string name = name_of(token(), text());
  if (!is_declared(name))
    fail_at(system::format("\"{}\" is not a known variable", text_of({at_, at_ + 1})), at_);
  node.kind = BlockKind::assign;
  set_target(node, target);
  at_ += ahead + 1;
  const bool is_empty = is_mark(";");
  if (!is_empty) set_sql(node, read_expression({";"}));
  expect_mark(";");
  if (has_index || is_empty) {
    node.kind = BlockKind::opaque;
    node.why = is_empty ? "nothing is assigned" : "a part of an array is set";
  }
  return true;
}

bool BlockReader::is_declared(const std::string& name) const {
  return options_.is_function || declared_.contains(name) || name == "found";
}

void BlockReader::set_target(BlockNode& node, Range range) {
  node.target = text_of(range);
  for (std::size_t index = range.first; index < range.last; ++index) {
    const Token& part = tokens_[index];
    if (part.kind == TokenKind::word || part.kind == TokenKind::quoted_word)
      assigned_.insert(name_of(part, body_.substr(part.offset, part.length)));
  }
}

bool BlockReader::read_control(BlockNode& node) {
  if (is("if")) {
    read_if(node);
  } else if (is("case")) {
    read_case(node);
  } else if (is("loop") || is("while")) {
    read_loop(node, "a condition decides how often it runs");
  } else if (is("for") || is("foreach")) {
    read_for(node);
  } else if (is("return")) {
    read_return(node);
  } else if (is("exit") || is("continue")) {
    read_statement();
    node.kind = BlockKind::opaque;
    node.why = "a loop or block is left early";
  } else {
    return false;
  }
  return true;
}

void BlockReader::read_if(BlockNode& node) {
  node.kind = BlockKind::branch;
  ++at_;
  const auto read_arm = [&] {
    BlockArm arm;
    const Range condition = read_expression({"then"});
    arm.condition = text_of(condition);
    arm.offset = offset_of(condition);
    expect("then");
    arm.body = read_statements();
    node.arms.push_back(std::move(arm));
  };
  read_arm();
  while (take("elsif") || take("elseif")) read_arm();
  if (take("else")) {
    BlockArm arm;
    arm.offset = token().offset;
    arm.body = read_statements();
    node.arms.push_back(std::move(arm));
  }
  expect("end");
  expect("if");
  expect_mark(";");
}

void BlockReader::read_case(BlockNode& node) {
  node.kind = BlockKind::opaque;
  node.why = "a CASE decides";
  ++at_;
  if (!is("when")) read_expression({"when"});
  while (take("when")) {
    BlockArm arm;
    const Range condition = read_expression({"then"});
    arm.condition = text_of(condition);
    arm.offset = offset_of(condition);
    expect("then");
    arm.body = read_statements();
    node.arms.push_back(std::move(arm));
  }
  if (take("else"))
    node.arms.push_back({.condition = {}, .offset = token().offset, .body = read_statements()});
  expect("end");
  expect("case");
  expect_mark(";");
}

/// From LOOP, or WHILE and its condition, to END LOOP.
void BlockReader::read_loop(BlockNode& node, std::string_view why) {
  node.kind = BlockKind::opaque;
  node.why = why;
  if (take("while")) read_expression({"loop"});
  expect("loop");
  BlockArm arm;
  arm.offset = token().offset;
  arm.body = read_statements();
  node.arms.push_back(std::move(arm));
  expect("end");
  expect("loop");
  if (token().kind == TokenKind::word || token().kind == TokenKind::quoted_word) ++at_;
  expect_mark(";");
}

void BlockReader::read_for(BlockNode& node) {
  ++at_;
  const Range targets = read_until({"slice", "in"});
  // An integer loop declares its variable itself.
  for (std::size_t index = targets.first; index < targets.last; ++index) {
    const Token& part = tokens_[index];
    if (part.kind == TokenKind::word || part.kind == TokenKind::quoted_word) {
      const std::string name = name_of(part, body_.substr(part.offset, part.length));
      declared_.insert(name);
      assigned_.insert(name);
    }
  }
  if (take("slice")) read_until({"in"});
  expect("in");
  read_until({"loop"});
  read_loop(node, "the rows or numbers of a loop decide");
}

void BlockReader::read_return(BlockNode& node) {
  ++at_;
  if (is("next") || is("query")) {
    read_statement();
    node.kind = BlockKind::opaque;
    node.why = "rows are returned";
    return;
  }
  node.kind = BlockKind::leave;
  if (!is_mark(";")) set_sql(node, read_until({";"}));
  expect_mark(";");
}

bool BlockReader::read_simple(BlockNode& node) {
  if (take("null")) {
    expect_mark(";");
    return true;
  }
  if (is("raise")) {
    read_raise(node);
  } else if (is("perform")) {
    read_perform(node);
  } else if (is("execute")) {
    read_execute(node);
  } else if (is("assert")) {
    ++at_;
    node.kind = BlockKind::assertion;
    set_sql(node, read_until({",", ";"}));
    if (take_mark(",")) read_until({";"});
    expect_mark(";");
  } else if (is("get")) {
    const Range range = read_statement();
    for (std::size_t index = range.first; index + 1 < range.last; ++index) {
      const std::string_view sign =
          body_.substr(tokens_[index + 1].offset, tokens_[index + 1].length);
      const Token& name = tokens_[index];
      if (sign == "=" || sign == ":=")
        assigned_.insert(name_of(name, body_.substr(name.offset, name.length)));
    }
  } else if ((is("commit") || is("rollback")) && !is("prepared", 1)) {
    node.kind = BlockKind::transaction;
    set_sql(node, read_statement());
  } else if (is("open") || is("fetch") || is("move") || is("close")) {
    const Range range = read_statement();
    set_target(node, range);  // any name in it may be one
    node.target.clear();
    node.kind = BlockKind::opaque;
    node.why = "a cursor decides";
  } else {
    return false;
  }
  return true;
}

/// PERFORM has as many letters as "SELECT ", so that places stay the same.
void BlockReader::read_perform(BlockNode& node) {
  node.kind = BlockKind::sql;
  const std::size_t first = at_++;
  const Range range{.first = first, .last = read_expression({";"}).last};
  expect_mark(";");
  set_sql(node, range);
  node.sql.replace(0, 7, "SELECT ");
}

void BlockReader::read_sql(BlockNode& node) {
  node.kind = BlockKind::sql;
  if (token().kind != TokenKind::word && token().kind != TokenKind::mark) fail_here();
  const Range range = read_statement();
  if (range.first == range.last) fail_near("syntax error", range.first);
  set_sql(node, range);
  cut_into(node, range);
  if (!options_.checks_sql) return;
  const ParseResult parsed = parse(node.sql);
  if (parsed.sqlstate == "42601")
    throw BlockMistake{.message = parsed.message, .offset = node.sql_offset + parsed.offset};
}

/// INTO [STRICT] a, b of a query goes to variables, not to the server; not that of INSERT INTO.
void BlockReader::cut_into(BlockNode& node, Range range) {
  constexpr std::array<std::string_view, 5> queries = {"select", "insert", "update", "delete",
                                                       "with"};
  const std::size_t end = at_;
  at_ = range.first;
  bool is_query = false;
  for (const std::string_view word : queries) is_query = is_query || is(word);
  std::size_t brackets = 0;
  for (; is_query && at_ < range.last; ++at_) {
    if (is_mark("(")) ++brackets;
    if (is_mark(")") && brackets > 0) --brackets;
    const Token& before = tokens_[at_ == 0 ? 0 : at_ - 1];
    const std::string_view word_before = body_.substr(before.offset, before.length);
    if (brackets != 0 || !is("into") || is_word(word_before, "insert") ||
        is_word(word_before, "merge"))
      continue;
    const std::size_t start = token().offset;
    ++at_;
    node.is_strict = take("strict");
    const Range targets = read_targets();
    set_target(node, targets);
    const Token& last = tokens_[at_ - 1];
    const std::size_t length = last.offset + last.length - start;
    node.sql.replace(start - node.sql_offset, length, length, ' ');
    break;
  }
  at_ = end;
}

/// a, b.c, "d"
BlockReader::Range BlockReader::read_targets() {
  const std::size_t first = at_;
  do {
    const std::size_t index = at_;
    const std::string name = take_name();
    if (!is_declared(name)) {
      fail_at(system::format("\"{}\" is not a known variable", text_of({index, index + 1})), index);
    }
    while (take_mark(".")) take_name();
  } while (take_mark(","));
  return {.first = first, .last = at_};
}

void BlockReader::read_execute(BlockNode& node) {
  node.kind = BlockKind::execute;
  ++at_;
  set_sql(node, read_expression({"into", "using", ";"}));
  while (!is_mark(";")) {
    if (take("into")) {
      node.is_strict = take("strict");
      set_target(node, read_targets());
    } else if (take("using")) {
      node.has_using = true;
      read_until({"into", ";"});
    } else {
      fail_here();
    }
  }
  expect_mark(";");
}

/// RAISE [level] ['format' [, arguments] | condition | SQLSTATE 'code'] [USING …]
void BlockReader::read_raise(BlockNode& node) {
  constexpr std::array<std::string_view, 6> levels = {"exception", "warning", "notice",
                                                      "info",      "log",     "debug"};
  node.kind = BlockKind::raise;
  ++at_;
  if (take_mark(";")) return;
  node.level = "exception";
  for (const std::string_view level : levels) {
    if (!take(level)) continue;
    node.level = level;
    break;
  }
  if (node.level == "exception") node.sqlstate = "P0001";
  const Token first = token();
  const std::string_view said = text();
  const bool is_string = first.kind == TokenKind::string ||
                         first.kind == TokenKind::escape_string ||
                         first.kind == TokenKind::dollar_string;
  if (is_string) {
    if (first.is_cut) fail_here();
    node.message = string_of(first, said);
    ++at_;
    while (take_mark(","))
      node.arguments.emplace_back(text_of(read_expression({",", "using", ";"})));
    count_raise_arguments(node, first);
    if (!node.arguments.empty()) node.message.clear();
  } else if (take("sqlstate")) {
    if (token().kind != TokenKind::string || token().is_cut) fail_here();
    node.sqlstate = string_of(token(), text());
    if (node.sqlstate.size() != 5) fail_near("invalid SQLSTATE code", at_);
    ++at_;
  } else if (first.kind == TokenKind::word && !is("using")) {
    const std::string name = take_name();
    const auto conditions = find_conditions(name);
    if (conditions.empty()) {
      throw BlockMistake{.message = system::format("unrecognized exception condition \"{}\"", name),
                         .offset = first.offset,
                         .sqlstate = "42704"};
    }
    node.sqlstate = conditions.front().sqlstate;
  } else if (!is("using") && !is_mark(";")) {
    fail_here();
  }
  if (take("using")) read_raise_options(node);
  expect_mark(";");
  if (node.level != "exception") node.sqlstate.clear();
}

/// As check_raise_parameters: one argument for each %.
void BlockReader::count_raise_arguments(const BlockNode& node, const Token& format) const {
  std::size_t places = 0;
  for (std::size_t at = 0; at < node.message.size(); ++at) {
    if (node.message[at] != '%') continue;
    if (at + 1 < node.message.size() && node.message[at + 1] == '%')
      ++at;
    else
      ++places;
  }
  if (places == node.arguments.size()) return;
  throw BlockMistake{.message = places < node.arguments.size()
                                    ? "too many parameters specified for RAISE"
                                    : "too few parameters specified for RAISE",
                     .offset = format.offset};
}

void BlockReader::read_raise_options(BlockNode& node) {
  do {
    const std::string name = take_name();
    if (!take_mark("=") && !take_mark(":=")) fail_here();
    const Range range = read_expression({",", ";"});
    if (name != "errcode") continue;
    const auto code = fold_text(text_of(range), [](std::string_view) { return std::nullopt; });
    const auto conditions = code ? find_conditions(*code) : std::span<const ErrorCondition>();
    if (!conditions.empty())
      node.sqlstate = conditions.front().sqlstate;
    else
      node.sqlstate = code && code->size() == 5 ? *code : std::string();
  } while (take_mark(","));
}

/// Variables that keep a constant text are known; so an EXECUTE of them is.
void BlockReader::fold_executes(BlockNode& node) {
  int depth = 0;
  ConstantOf constant_of = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = initial_.find(name);
    if (found == initial_.end() || assigned_.contains(name) || depth > 10) return std::nullopt;
    ++depth;
    auto value = fold_text(found->second, constant_of);
    --depth;
    return value;
  };
  std::vector<BlockNode*> open = {&node};
  while (!open.empty()) {
    BlockNode& one = *open.back();
    open.pop_back();
    for (BlockNode& child : one.body) open.push_back(&child);
    for (BlockHandler& handler : one.handlers) {
      for (BlockNode& child : handler.body) open.push_back(&child);
    }
    for (BlockArm& arm : one.arms) {
      for (BlockNode& child : arm.body) open.push_back(&child);
    }
    if (one.kind != BlockKind::execute) continue;
    if (auto text = fold_text(one.sql, constant_of)) {
      one.sql = std::move(*text);
    } else {
      one.kind = BlockKind::opaque;
      one.why = "the text of an EXECUTE is put together at run time";
    }
  }
}

}  // namespace plumbline::sql
