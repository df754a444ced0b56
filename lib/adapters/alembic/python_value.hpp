/// What a Python expression is known to give, and how it is found out: a small evaluator over the
/// names that a module has bound so far. Whatever depends on anything outside the file is opaque.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::adapters::alembic {

struct Value {
  enum class Kind {
    none,
    boolean,    ///< number
    integer,    ///< number
    text,       ///< text, UTF-8
    bytes,      ///< nothing known but that it is bytes
    sequence,   ///< items: tuple or list
    set,        ///< items without repetitions, in the order written
    reference,  ///< text: dotted name of something imported, "os.path"
    path,       ///< text: a pathlib.Path
    method,     ///< text: its name; items[0] the value that it belongs to
    opaque,     ///< text: why it is not known
    raises,     ///< text: what Python raises, "NameError: name 'x' is not defined"
  };

  Kind kind = Kind::none;
  std::string text;
  std::int64_t number = 0;
  std::vector<Value> items;
  std::size_t offset = 0;  ///< of the literal or name that gave it

  [[nodiscard]] bool is(Kind other) const noexcept { return kind == other; }
  /// Neither opaque nor raising.
  [[nodiscard]] bool is_known() const noexcept {
    return kind != Kind::opaque && kind != Kind::raises;
  }
};

Value opaque_value(std::string why, std::size_t offset);
Value raising_value(std::string what, std::size_t offset);
/// Python's name of the type: "int", "NoneType".
std::string_view type_name(const Value& value) noexcept;
/// Truth as Python's bool(); REQUIRES: is_known() and a kind whose truth is known.
bool is_true(const Value& value) noexcept;
bool has_known_truth(const Value& value) noexcept;
bool same_value(const Value& left, const Value& right) noexcept;

/// What the evaluator asks its module.
struct Names {
  std::function<Value(std::string_view name, std::size_t offset)> look_up;
  std::function<void(std::string_view name, Value value)> bind;  ///< for `:=`
};

/// Longest text that is built by folding; more is opaque.
inline constexpr std::size_t max_folded_bytes = 64 * 1024;

/// The value of the expression in `text[begin, end)`; positions are offsets in `text`.
Value evaluate(std::string_view text, std::size_t begin, std::size_t end, const Names& names,
               int depth = 0);
/// The value of one string literal with its prefix.
Value read_string(std::string_view text, std::size_t begin, std::size_t end, const Names& names,
                  int depth);
/// One operation of the evaluator on known values. python_operations.cpp
Value binary_operation(char operation, const Value& left, const Value& right);
Value compare(char operation, const Value& left, const Value& right);
Value attribute_of(const Value& value, std::string_view name);
Value subscript_of(const Value& value, const Value& index);
Value call_value(const Value& callee, const std::vector<Value>& arguments);
/// `value` as `format(value, specification)` gives it, for the few forms that identifiers use.
Value format_value(const Value& value, std::string_view specification);
/// As str(value).
Value text_of(const Value& value);

}  // namespace plumbline::adapters::alembic
