/// Control flow at a module's top level: conditions, exceptions, loops, definitions.
#include "adapters/alembic/python_module.hpp"

#include <algorithm>
#include <array>

#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr auto npos = LogicalLine::npos;
constexpr int max_jumps = 10'000;        // of all loops of a file together
constexpr std::size_t max_blocks = 100;  // CPython's own limit of indentation

constexpr WordSet compound_words({"async", "case", "class", "def", "elif", "else", "except",
                                  "finally", "for", "if", "match", "try", "while", "with"});

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\f\r\n\\");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\f\r\n\\") - begin + 1);
}

bool is_conflict_marker(std::string_view rest) {
  return rest.starts_with("<<<<<<<") || rest.starts_with("=======") || rest.starts_with(">>>>>>>");
}

/// Whether `caught`, the text after `except`, takes an exception of that type. `maybe` for names
/// that are not Python's own.
Run catches(std::string_view caught, std::string_view type) {
  caught = trim(caught);
  if (caught.empty()) return Run::yes;
  bool only_builtins = true;
  for (std::size_t at = 0; at < caught.size();) {
    const std::size_t end = name_end(caught, at);
    if (end == at) {
      ++at;
      continue;
    }
    const std::string_view name = caught.substr(at, end - at);
    at = end;
    if (name == "as") break;
    if (name == "Exception" || name == "BaseException" || name == type) return Run::yes;
    if (name == "ImportError" && type == "ModuleNotFoundError") return Run::yes;
    only_builtins &= is_builtin_name(name);
  }
  const bool is_plain_type = type == "ModuleNotFoundError" || type == "NameError";
  return only_builtins && is_plain_type ? Run::no : Run::maybe;
}

Run least(Run left, Run right) { return std::min(left, right); }

}  // namespace

PythonModule::PythonModule(std::string_view text, const ReadOptions& options)
    : text_(text), options_(options), lexer_(text) {
  bindings_.reserve(8);  // what an ordinary revision binds
  names_.look_up = [this](std::string_view name, std::size_t offset) {
    return look_up(name, offset);
  };
  names_.bind = [this](std::string_view name, Value value) {
    bind(name, std::move(value), current_run());
  };
}

Run PythonModule::current_run() const {
  if (failure_) return Run::no;
  return blocks_.empty() ? Run::yes : blocks_.back().run;
}

void PythonModule::run() {
  std::size_t at = 0;
  while (!lexer_.fault()) {
    while (at < text_.size()) {
      std::size_t code = at;
      const int indent = lexer_.measure_indent(code);
      if (code >= text_.size()) {
        at = code;
        break;
      }
      const char c = text_[code];
      if (c == '\n' || c == '\r') {
        at = code + 1;
        continue;
      }
      if (c == '#') {
        at = find_newline(text_, code);
        continue;
      }
      at = statement(code, indent);
      if (lexer_.fault()) return;
    }
    // The end closes every block, and may send a loop round once more.
    const std::optional<std::size_t> again = close_blocks(-1, {});
    if (!again) return;
    at = *again;
  }
}

/// Closes what the indentation ends. Where a loop goes round again: its body's start.
std::optional<std::size_t> PythonModule::close_blocks(int indent, std::string_view word) {
  while (!blocks_.empty()) {
    const Block& block = blocks_.back();
    if (block.is_empty && block.body_indent < 0 && indent <= block.indent) {
      lexer_.refuse(block.body_begin, "expected an indented block");
      return std::nullopt;
    }
    const bool is_inside = block.body_indent >= 0
                               ? indent >= block.body_indent && block.body_indent > block.indent
                               : indent > block.indent;
    if (is_inside) return std::nullopt;
    if (indent > block.indent) return std::nullopt;  // wrong, but `enter` says so
    const bool may_go_on = block.kind != Block::Kind::loop || block.items.empty();
    if (may_go_on && continues_chain(block, word, indent)) return std::nullopt;
    if (const auto again = close_block()) return again;
  }
  return std::nullopt;
}

bool PythonModule::continues_chain(const Block& block, std::string_view word, int indent) const {
  if (indent != block.indent) return false;
  switch (block.kind) {
    case Block::Kind::condition:
      return word == "elif" || word == "else";
    case Block::Kind::attempt:
      return word == "except" || word == "else" || word == "finally";
    case Block::Kind::loop:
      return word == "else";
    case Block::Kind::plain:
      return false;
  }
  return false;
}

std::optional<std::size_t> PythonModule::close_block() {
  Block& block = blocks_.back();
  if (block.kind == Block::Kind::loop && block.run == Run::yes && !block.items.empty()) {
    if (++jumps_ > max_jumps) {
      block.items.clear();
    } else {
      Value next = std::move(block.items.back());
      block.items.pop_back();
      assign_target(block.target, next, Run::yes, 0);
      block.body_indent = -1;
      block.is_empty = true;
      return block.body_begin;
    }
  }
  const Block closed = std::move(block);
  blocks_.pop_back();
  if (closed.kind == Block::Kind::attempt && closed.raised && !closed.is_settled) {
    raise(closed.raised->text, closed.raised->offset,
          closed.may_be_settled ? Run::maybe : closed.outer);
  }
  return std::nullopt;
}

/// Whether a statement of that indentation may stand here.
bool PythonModule::enter(int indent, std::size_t at) {
  const int expected =
      blocks_.empty() ? 0
      : blocks_.back().body_indent >= 0 && blocks_.back().body_indent > blocks_.back().indent
          ? blocks_.back().body_indent
          : -1;
  if (!blocks_.empty() && expected < 0 && indent > blocks_.back().indent &&
      blocks_.back().is_empty) {
    blocks_.back().body_indent = indent;
  } else if (!blocks_.empty() && indent == blocks_.back().indent) {
    return true;  // a clause of the same statement
  } else if (indent != expected) {
    lexer_.refuse(at, indent > expected ? "unexpected indent"
                                        : "unindent does not match any outer indentation level");
    return false;
  }
  if (!blocks_.empty()) blocks_.back().is_empty = false;
  return true;
}

std::size_t PythonModule::statement(std::size_t at, int indent) {
  const std::string_view word = text_.substr(at, name_end(text_, at) - at);
  if (!blocks_.empty()) {
    if (const auto again = close_blocks(indent, word)) return *again;
    if (lexer_.fault()) return at;
  }
  if (!enter(indent, at)) return at;
  if (indent == 0 && is_conflict_marker(text_.substr(at))) {
    lexer_.refuse(at, "invalid syntax");
    return at;
  }
  if (text_[at] == '@') {
    const LogicalLine line = lexer_.read_line(at);
    is_first_statement_ = false;
    may_raise();
    return line.next;
  }
  if (compound_words.contains(word)) {
    const LogicalLine line = lexer_.read_line(at);
    if (lexer_.fault()) return at;
    // `match` and `case` are names, too.
    const bool is_soft = word == "match" || word == "case";
    const bool ends_in_colon = line.end > line.begin && text_[line.end - 1] == ':';
    if (!is_soft || (ends_in_colon && line.colon != npos)) {
      is_first_statement_ = false;
      return compound(word, line, indent);
    }
  }
  const LogicalLine line = lexer_.read_line(at);
  if (lexer_.fault()) return at;
  if (line.semicolon == npos) {
    simple_statement(line.begin, line.end);
  } else {
    simple_statements(line.begin, line.end);
  }
  return line.next;
}

std::size_t PythonModule::compound(std::string_view word, const LogicalLine& line, int indent) {
  if (line.colon == npos || line.colon >= line.end) {
    lexer_.refuse(line.end, "expected ':'");
    return line.next;
  }
  if (blocks_.size() >= max_blocks) {
    lexer_.refuse(line.begin, "too many levels of indentation");
    return line.next;
  }
  std::size_t head = line.begin + word.size();
  if (word == "async") {
    head = text_.find_first_not_of(" \t", head);
    word = text_.substr(head, name_end(text_, head) - head);
    head += word.size();
  }
  if (word == "def" || word == "class") return definition(word, line, indent, current_run());
  const bool is_clause = word == "elif" || word == "else" || word == "except" || word == "finally";
  if (is_clause) {
    if (blocks_.empty() || !continues_chain(blocks_.back(), word, indent)) {
      lexer_.refuse(line.begin, "invalid syntax");
      return line.next;
    }
    continue_clause(word, line);
    return line.next;
  }
  Block block;
  block.indent = indent;
  block.outer = current_run();
  block.run = block.outer;
  block.body_begin = line.next;
  if (word == "if") {
    block.kind = Block::Kind::condition;
    begin_condition(block, head, line.colon);
  } else if (word == "while") {
    block.kind = Block::Kind::condition;  // `while False` never runs; any other may
    begin_condition(block, head, line.colon);
    if (block.run == Run::yes) block.run = Run::maybe;
  } else if (word == "for") {
    block.kind = Block::Kind::loop;
    begin_loop(block, head, line.colon);
  } else if (word == "try") {
    block.kind = Block::Kind::attempt;
  } else if (word == "with") {
    may_raise();
    // suppress() and friends may end the suite anywhere.
    if (text_.substr(head, line.colon - head).find("suppress") != std::string_view::npos)
      block.run = least(block.run, Run::maybe);
  } else {
    block.run = least(block.run, Run::maybe);  // match, case
  }
  open_clause(std::move(block), line);
  return line.next;
}

/// Pushes the block; a suite on the header's own line is read at once.
void PythonModule::open_clause(Block block, const LogicalLine& line) {
  blocks_.push_back(std::move(block));
  if (line.colon + 1 < line.end) {
    Block& opened = blocks_.back();
    opened.is_empty = false;
    opened.body_indent = opened.indent;
    std::size_t begin = line.colon + 1;
    while (begin < line.end && (text_[begin] == ' ' || text_[begin] == '\t')) ++begin;
    const std::size_t depth = blocks_.size();
    do {
      simple_statements(begin, line.end);
      Block& again = blocks_[depth - 1];
      if (again.kind != Block::Kind::loop || again.run != Run::yes || again.items.empty()) break;
      const Value next = std::move(again.items.back());
      again.items.pop_back();
      assign_target(again.target, next, Run::yes, 0);
    } while (++jumps_ <= max_jumps);
    blocks_[depth - 1].items.clear();
  }
}

void PythonModule::begin_condition(Block& block, std::size_t begin, std::size_t end) {
  if (block.outer == Run::no) return;
  const Value condition = evaluate_here(begin, end);
  if (condition.is(Value::Kind::raises)) {
    raise(condition.text, condition.offset, block.outer);
    block.run = Run::no;
  } else if (!condition.is_known() || !has_known_truth(condition)) {
    may_raise();
    block.run = least(block.outer, Run::maybe);
    block.may_be_settled = true;
  } else {
    block.is_settled = is_true(condition);
    block.run = block.is_settled ? block.outer : Run::no;
    if (block.is_settled && block.may_be_settled) block.run = least(block.outer, Run::maybe);
  }
}

void PythonModule::begin_loop(Block& block, std::size_t begin, std::size_t end) {
  const std::string_view header = text_.substr(begin, end - begin);
  std::size_t in = header.find(" in ");
  if (in == std::string_view::npos) in = header.find(" in(");
  if (in == std::string_view::npos) in = header.find(" in[");
  if (in == std::string_view::npos) {
    block.run = least(block.outer, Run::maybe);
    return;
  }
  block.target = trim(header.substr(0, in));
  if (block.outer == Run::no) return;
  const Value items = evaluate_here(begin + in + 3, end);
  if (items.is(Value::Kind::raises)) {
    raise(items.text, items.offset, block.outer);
    block.run = Run::no;
    return;
  }
  const bool is_listed =
      items.is(Value::Kind::sequence) || (items.is(Value::Kind::set) && items.items.size() < 2);
  if (!is_listed) {
    may_raise();
    assign_target(block.target, opaque_value("bound by a loop over what is not known", begin),
                  block.outer, 0);
    block.run = least(block.outer, Run::maybe);
    return;
  }
  if (items.items.empty()) {
    block.run = Run::no;
    return;
  }
  block.items.assign(items.items.rbegin(), items.items.rend());
  if (block.outer == Run::maybe) {
    assign_target(block.target, block.items.back(), Run::maybe, 0);
    block.items.clear();
    return;
  }
  assign_target(block.target, block.items.back(), block.outer, 0);
  block.items.pop_back();
}

void PythonModule::begin_handler(Block& block, std::string_view caught) {
  if (block.raised && !block.is_settled) {
    const std::string_view text = block.raised->text;
    const Run match = catches(caught, text.substr(0, text.find(':')));
    block.run = least(block.outer, match);
    if (match == Run::yes && block.may_be_settled) block.run = least(block.outer, Run::maybe);
    block.is_settled = match == Run::yes;
    block.may_be_settled |= match == Run::maybe;
  } else {
    block.run = block.may_raise && !block.raised ? least(block.outer, Run::maybe) : Run::no;
  }
  const std::size_t as = caught.rfind(" as ");
  if (as != std::string_view::npos && block.run != Run::no)
    bind_kind(trim(caught.substr(as + 4)), Binding::Kind::removed, block.run, 0);
}

void PythonModule::continue_clause(std::string_view word, const LogicalLine& line) {
  Block block = std::move(blocks_.back());
  blocks_.pop_back();
  block.body_indent = -1;
  block.is_empty = true;
  block.body_begin = line.next;
  const std::size_t head = line.begin + word.size();
  if (block.kind == Block::Kind::condition) {
    if (block.is_settled) {
      block.run = Run::no;
    } else if (word == "elif") {
      const Run outer = block.outer;
      if (block.may_be_settled) block.outer = least(outer, Run::maybe);
      begin_condition(block, head, line.colon);
      block.outer = outer;
    } else {
      block.run = block.may_be_settled ? least(block.outer, Run::maybe) : block.outer;
    }
  } else if (block.kind == Block::Kind::attempt) {
    block.is_body = false;
    if (word == "except") {
      std::string_view caught = text_.substr(head, line.colon - head);
      begin_handler(block, caught);
    } else if (word == "else") {
      block.run = block.raised      ? Run::no
                  : block.may_raise ? least(block.outer, Run::maybe)
                                    : block.outer;
    } else {
      block.run = block.outer;
    }
  } else {
    block.run = least(block.run == Run::no ? block.outer : block.run, block.outer);
    block.items.clear();
  }
  open_clause(std::move(block), line);
}

/// Passes over a function or class; notes its name, and what downgrade() is made of.
std::size_t PythonModule::definition(std::string_view word, const LogicalLine& line, int indent,
                                     Run run) {
  std::size_t begin = text_.find(word, line.begin) + word.size();
  begin = text_.find_first_not_of(" \t", begin);
  const std::size_t end = name_end(text_, begin);
  const std::size_t after = std::min(text_.find_first_not_of(" \t\\\n\r", end), text_.size());
  const char next = after < text_.size() ? text_[after] : '\0';
  const bool is_well_formed =
      end > begin && (next == '(' || next == '[' || (word == "class" && next == ':'));
  if (!is_well_formed) {
    lexer_.refuse(std::min(after, line.end), "invalid syntax");
    return line.next;
  }
  const std::string_view name = text_.substr(begin, end - begin);
  if (run != Run::no) bind_kind(name, Binding::Kind::function, run, begin);
  const bool is_inline = line.colon + 1 < line.end;
  const std::size_t body = is_inline ? line.colon + 1 : line.next;
  const std::size_t suite_end = is_inline ? line.next : lexer_.skip_suite(line.next, indent);
  if (lexer_.fault()) return line.next;
  if (!is_inline && trim(text_.substr(line.next, suite_end - line.next)).empty()) {
    lexer_.refuse(line.begin, system::format("expected an indented block after {} definition",
                                             word == "def" ? "function" : "class"));
    return line.next;
  }
  if (run != Run::no && name == "downgrade" && word == "def") {
    downgrade_offset_ = line.begin;
    judge_way_back(body, is_inline ? line.end : suite_end);
  }
  return suite_end;
}

/// `pass`, `...`, docstrings and a bare `return` do nothing; a first other statement decides.
void PythonModule::judge_way_back(std::size_t begin, std::size_t end) {
  Lexer lexer(text_.substr(0, end));
  way_back_ = WayBack::nothing;
  std::size_t at = begin;
  while (at < end) {
    lexer.measure_indent(at);
    if (at >= end) return;
    const char c = text_[at];
    if (c == '\n' || c == '\r') {
      ++at;
      continue;
    }
    if (c == '#') {
      at = std::min(find_newline(text_, at), end);
      continue;
    }
    const LogicalLine line = lexer.read_line(at);
    const std::string_view code = text_.substr(line.begin, line.end - line.begin);
    const std::string_view word = text_.substr(at, name_end(text_, at) - at);
    if (word == "raise") {
      way_back_ = WayBack::raises;
      return;
    }
    const bool is_string = (c == '"' || c == '\'') && string_end(code, 0) == code.size();
    const bool is_nothing = code == "pass" || code == "..." || code == "return" ||
                            code == "return None" || code == "pass;" || is_string;
    if (!is_nothing) {
      way_back_ = WayBack::statements;
      return;
    }
    at = line.next;
  }
}

void PythonModule::raise(std::string text, std::size_t offset, Run run) {
  if (run != Run::yes || failure_) {
    if (run == Run::maybe) may_raise();
    return;
  }
  for (std::size_t i = blocks_.size(); i-- > 0;) {
    Block& block = blocks_[i];
    if (block.kind != Block::Kind::attempt || !block.is_body) continue;
    block.raised = ImportFailure{std::move(text), offset};
    for (std::size_t inner = i; inner < blocks_.size(); ++inner) {
      blocks_[inner].run = Run::no;
      blocks_[inner].items.clear();
    }
    return;
  }
  failure_ = ImportFailure{std::move(text), offset};
}

/// What follows in an enclosing `try` may not run, and its handlers may.
void PythonModule::may_raise() {
  if (current_run() == Run::no) return;
  for (std::size_t i = blocks_.size(); i-- > 0;) {
    Block& block = blocks_[i];
    if (block.kind != Block::Kind::attempt || !block.is_body) continue;
    block.may_raise = true;
    for (std::size_t inner = i; inner < blocks_.size(); ++inner)
      blocks_[inner].run = least(blocks_[inner].run, Run::maybe);
    return;
  }
}

}  // namespace plumbline::adapters::alembic
