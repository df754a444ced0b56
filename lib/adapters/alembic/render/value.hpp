/// What a Python expression of a revision body gives, as far as the file alone tells. Objects of
/// libraries are kept as the call that made them; what depends on anything else is unknown, with
/// the reason and the statements whose rows it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/alembic/render/syntax.hpp"

namespace plumbline::adapters::alembic::render {

struct Value;
struct Scope;
struct Object;

enum class Kind : std::uint8_t {
  unknown,  ///< text: why, a clause
  none,
  boolean,  ///< number
  integer,  ///< number
  real,     ///< text, as written
  text,     ///< text
  bytes,
  list,        ///< items
  tuple,       ///< items
  set,         ///< items, without repetitions
  dictionary,  ///< items: keys and values in turn
  function,    ///< step, scope
  imported,    ///< text: "sqlalchemy.dialects.postgresql"
  method,      ///< text: its name; items[0]: what it belongs to
  object,      ///< object
};

struct Value {
  Kind kind = Kind::none;
  /// Of a text: 1 when `op.f` says that it is final; of an unknown item: 1 for an open one.
  std::int64_t number = 0;
  std::string text;
  std::shared_ptr<std::vector<Value>> items;
  std::shared_ptr<Object> object;
  const Step* step = nullptr;
  std::shared_ptr<Scope> scope;
  std::vector<std::size_t> sources;  ///< statements whose rows decide an unknown value
  std::string beginning;             ///< of an unknown value: of the text that it surely is

  [[nodiscard]] bool is(Kind other) const noexcept { return kind == other; }
  [[nodiscard]] bool is_unknown() const noexcept { return kind == Kind::unknown; }
  [[nodiscard]] bool is_sequence() const noexcept {
    return kind == Kind::list || kind == Kind::tuple || kind == Kind::set;
  }
};

using Keywords = std::vector<std::pair<std::string, Value>>;

/// One object of a library, as the call that made it.
struct Object {
  /// "sqlalchemy", "postgresql", "func", "alembic", "operator", another dialect's name.
  std::string space;
  std::string name;  ///< "Column", "batch", "==", "now"
  std::vector<Value> arguments;
  Keywords keywords;
  std::size_t number = 0;  ///< in the order of making
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] bool is(std::string_view in_space, std::string_view called) const noexcept {
    return space == in_space && name == called;
  }
  /// The keyword's value, or null.
  [[nodiscard]] const Value* keyword(std::string_view key) const noexcept;
  /// The positional argument, else the keyword; null when neither is given.
  [[nodiscard]] const Value* argument(std::size_t place, std::string_view key) const noexcept;
  void set(std::string_view key, Value value);
};

/// Names of a function call, a class or the module.
struct Scope {
  std::map<std::string, Value, std::less<>> names;
  std::shared_ptr<Scope> outer;
};

/// Owns what values point to while one revision is followed, so that cycles are let go and long
/// chains fall apart without recursion; also counts what they cost. One a thread at a time.
class Arena {
 public:
  Arena();
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// The thread's own. REQUIRES: one stands on its stack.
  static Arena& current() noexcept;
  std::shared_ptr<std::vector<Value>> items(std::vector<Value> values);
  std::shared_ptr<Object> object();
  std::shared_ptr<Scope> scope();
  /// False when all of the memory that a revision may take is spent; nothing fails by itself.
  bool spend(std::size_t bytes) noexcept;

 private:
  static constexpr std::size_t max_bytes = 64UL << 20U;

  Arena* outer_;
  std::size_t spent_ = 0;
  std::vector<std::shared_ptr<std::vector<Value>>> items_;
  std::vector<std::shared_ptr<Object>> objects_;
  std::vector<std::shared_ptr<Scope>> scopes_;
};

Value make_unknown(std::string why);
/// Unknown for the first reason among `values`, from the rows of all of them.
Value make_unknown(std::string why, const std::vector<Value>& values);
/// What is imported is unknown as an operand, and says from where.
Value operand(const Value& value);
/// The statements that `other` came from become those of `value`, too.
void add_sources(Value& value, const Value& other);
/// Unknown for the reason of `part`, but known to be a text that begins so.
Value make_begun(const Value& part, std::string beginning);
Value make_text(std::string text);
Value make_boolean(bool truth);
Value make_integer(std::int64_t number);
Value make_items(Kind kind, std::vector<Value> items);
Value make_imported(std::string path);
Value make_method(Value self, std::string_view name);

/// Longest text that is put together.
inline constexpr std::size_t max_text = 1UL << 20U;

/// All of it, items too, depends on the file alone.
bool is_constant(const Value& value, int depth = 0);
/// Stands in a list, set or dictionary of which nobody knows how many items it holds.
Value make_open_item();
bool is_open(const Value& value) noexcept;
/// As bool(); nothing when it cannot be told.
enum class Truth : std::uint8_t { no, yes, unknown };
Truth truth_of(const Value& value);
/// Only its name is known, what stands behind it may be anything.
bool is_seen_by_name(const Value& value) noexcept;
Truth equal(const Value& left, const Value& right, int depth = 0);
/// As str() and repr(); unknown for what has no known text.
Value text_of(const Value& value);
Value representation_of(const Value& value, int depth = 0);
/// A field of an f-string or of str.format: `specification` is "!r:>4", ":" or "". What each run
/// has another of (`before` ends with the quote that it stands in) is one that SQL takes for it.
Value format_field(const Value& value, std::string_view specification,
                   std::string_view before = "");
/// `left % right` and `text.format(…)`.
Value percent_format(const Value& left, const Value& right);
Value brace_format(const std::string& format, const std::vector<Value>& arguments,
                   const Keywords& keywords);
/// A method of text, list, tuple, set or dictionary. `is_certain` is false where a change of it may
/// not happen. methods.cpp
Value call_method(const Value& self, std::string_view name, const std::vector<Value>& arguments,
                  const Keywords& keywords, bool is_certain);
/// A function of Python's own, or of a standard module; unknown when it is none of those known
/// here. builtins.cpp
Value call_builtin(std::string_view name, const std::vector<Value>& arguments,
                   const Keywords& keywords);
bool is_builtin(std::string_view name) noexcept;
/// Whether a module is of Python's own library, or of one known here: calling it touches no
/// database.
bool is_standard_module(std::string_view path) noexcept;
Value binary_operation(char operation, const Value& left, const Value& right);
Value subscript(const Value& value, const Value& index);

}  // namespace plumbline::adapters::alembic::render
