/// A revision file's Python as a tree of statements and expressions. What the grammar does not take
/// is a node that says so; nothing is ever read wrongly. Python 3.11 Language Reference, chapters 6
/// to 8. Used by the interpreter of revision bodies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::adapters::alembic::render {

enum class Form : std::uint8_t {
  opaque,
  none,
  boolean,  ///< detail: 1 or 0
  integer,  ///< text, as written
  real,     ///< text, as written
  ellipsis,
  text,  ///< text, escapes resolved
  bytes,
  formatted,  ///< parts: pieces (`text`) and fields, whose name holds "!r:>4"
  name,       ///< text
  attribute,  ///< text; parts[0]
  call,       ///< parts[0]; then arguments, named "", "key", "*" or "**"
  subscript,  ///< parts[0], parts[1]
  slice,      ///< parts named "from", "to", "step"
  tuple,
  list,
  set,
  dictionary,  ///< keys and values in turn; named "**" a value without key
  negate,
  invert,      ///< `not`
  complement,  ///< `~`
  binary,      ///< detail: + - * / % f (//) p (**) | & ^ < > @
  compare,     ///< parts[0]; then operands named by their operator
  both,
  either,
  choose,         ///< parts[0] if parts[1] else parts[2]
  comprehension,  ///< detail: l s g d; element (and value), then parts named "for", "in", "if"
  walrus,         ///< text; parts[0]
};

struct Expression;

struct Part {
  const Expression* value = nullptr;
  std::string_view name;
};

/// `begin` and `end` are bytes in the file, blanks behind it left out.
struct Expression {
  Form form = Form::opaque;
  char detail = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
  std::vector<Part> parts;
};

struct Parameter {
  std::string_view name;
  const Expression* value = nullptr;  ///< its default
  char star = 0;                      ///< '*' or 'd' (two of them); a bare `*` has no name
};

struct Import {
  std::string module;       ///< "a.b", with leading dots where it is relative
  std::string_view member;  ///< of `from`; "*" for all; "" for the module itself
  std::string_view name;    ///< that is bound; "" for the module's first part
};

enum class Act : std::uint8_t {
  opaque,
  nothing,     ///< pass, global, nonlocal, a docstring
  evaluate,    ///< value
  assign,      ///< targets, value
  augment,     ///< targets[0], detail, value
  remove,      ///< targets
  give_back,   ///< value, may be null
  raise,       ///< value, may be null
  assertion,   ///< value
  leave_loop,  ///< break
  next_round,  ///< continue
  import,
  choose,    ///< if: value, body, otherwise
  each,      ///< for: targets[0] in value, body, otherwise
  repeat,    ///< while: value, body
  with,      ///< items, body
  attempt,   ///< try: body, handlers, otherwise (else), last (finally)
  function,  ///< name, parameters, body
  type,      ///< class: name, bases in items, body
};

struct Step;
using Suite = std::vector<const Step*>;

struct Step {
  Act act = Act::opaque;
  char detail = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view name;
  const Expression* value = nullptr;
  std::vector<const Expression*> targets;
  std::vector<Part> items;  ///< with: value, and as name the position of its target in `targets`
  std::vector<Parameter> parameters;
  std::vector<Import> imports;
  Suite body;
  Suite otherwise;
  std::vector<Suite> handlers;
  Suite last;
  bool is_decorated = false;
};

/// Owns the tree; its views point into the text, which must outlive it.
struct Module {
  std::deque<Expression> expressions;
  std::deque<Step> steps;
  Suite body;
  bool is_whole = true;  ///< false when a part was nested too deeply or is no Python
};

/// Never throws for bad content.
Module parse_module(std::string_view text);

/// What a logical line, or the header of a compound statement, holds. parse_line.cpp
enum class Line : std::uint8_t { simple, expression, each, with, signature, bases };
/// Fills value, targets, items, parameters or imports, and `act` for `simple`; false when the text
/// is not taken.
bool parse_line(Module& module, std::string_view text, std::size_t begin, std::size_t end,
                Line line, Step& step, int depth = 0);

/// One string literal with its prefix, at `begin`. parse_string.cpp
void parse_string(Module& module, std::string_view text, std::size_t begin, std::size_t end,
                  int depth, Expression& expression);

/// Brackets, suites and conditionals inside one another; more is opaque.
inline constexpr int max_depth = 64;

}  // namespace plumbline::adapters::alembic::render
