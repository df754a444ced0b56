/// Follows a module's top level statement by statement: which names end up bound to what, and which
/// exception would stop the import. Suites of functions and classes are passed over. Python 3.11
/// Language Reference, chapters 7 and 8.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/alembic/python_lexer.hpp"
#include "adapters/alembic/python_value.hpp"
#include "adapters/alembic/read_revision.hpp"

namespace plumbline::adapters::alembic {

/// Whether a statement runs when the module is imported.
enum class Run { no, maybe, yes };

/// What a name is bound to, as far as it has been looked at: the values that most revisions bind
/// are made when somebody asks for them.
struct Binding {
  enum class Kind { value, none, literal, imported, function, removed };
  std::string_view name;
  Kind kind = Kind::value;
  bool is_certain = true;
  std::size_t offset = 0;   ///< where a value of it is said to stand
  std::size_t place = 0;    ///< of a `value`, among the module's values
  std::string_view text;    ///< a `literal` as written; the module of what is `imported`
  std::string_view member;  ///< what is `imported` from it; "" for the module itself
};

struct ImportFailure {
  std::string text;
  std::size_t offset = 0;
};

class PythonModule {
 public:
  PythonModule(std::string_view text, const ReadOptions& options);

  /// Reads to the end; call once.
  void run();
  [[nodiscard]] const std::optional<LexicalFault>& syntax_fault() const { return lexer_.fault(); }
  [[nodiscard]] const std::optional<ImportFailure>& failure() const { return failure_; }
  /// The module's attribute when the import is done; absent when it has none.
  [[nodiscard]] std::optional<Value> attribute(std::string_view name) const;
  [[nodiscard]] Presence presence(std::string_view name) const;
  [[nodiscard]] const std::optional<Value>& docstring() const { return docstring_; }
  [[nodiscard]] WayBack way_back() const { return way_back_; }
  [[nodiscard]] std::size_t downgrade_offset() const { return downgrade_offset_; }

 private:
  struct Block {
    enum class Kind { condition, attempt, loop, plain };
    Kind kind = Kind::plain;
    int indent = 0;        // of the header
    int body_indent = -1;  // of the first statement; -1 before it
    Run outer = Run::yes;
    Run run = Run::yes;  // of the clause that is being read
    bool is_settled =
        false;  // condition: a branch ran for sure; attempt: the exception was handled
    bool may_be_settled = false;
    bool is_body = true;     // attempt: still before its first `except`
    bool may_raise = false;  // attempt: something in the body is not known not to raise
    std::optional<ImportFailure> raised;
    std::vector<Value> items;  // loop: what is still to be bound, last first
    std::string_view target;
    std::size_t body_begin = 0;
    bool is_empty = true;  // no statement yet
  };

  [[nodiscard]] Run current_run() const;
  std::size_t statement(std::size_t at, int indent);
  bool enter(int indent, std::size_t at);
  bool continues_chain(const Block& block, std::string_view word, int indent) const;
  std::optional<std::size_t> close_blocks(int indent, std::string_view word);
  std::optional<std::size_t> close_block();
  std::size_t compound(std::string_view word, const LogicalLine& line, int indent);
  std::size_t definition(std::string_view word, const LogicalLine& line, int indent, Run run);
  void open_clause(Block block, const LogicalLine& line);
  void continue_clause(std::string_view word, const LogicalLine& line);
  void begin_condition(Block& block, std::size_t begin, std::size_t end);
  void begin_loop(Block& block, std::size_t begin, std::size_t end);
  void begin_handler(Block& block, std::string_view caught);
  void judge_way_back(std::size_t begin, std::size_t end);

  void simple_statements(std::size_t begin, std::size_t end);
  void simple_statement(std::size_t begin, std::size_t end);
  void keyword_statement(std::string_view word, std::size_t begin, std::size_t end, Run run);
  void import_statement(std::size_t begin, std::size_t end, Run run);
  void from_statement(std::size_t begin, std::size_t end, Run run);
  void import_module(std::string_view dotted, std::size_t offset, Run run);
  void delete_statement(std::size_t begin, std::size_t end, Run run);
  void leave_loop(Run run, bool for_good);
  void expression_statement(std::size_t begin, std::size_t end, Run run);
  void assignment(std::size_t begin, std::size_t end, Run run);
  void annotated(std::size_t begin, std::size_t colon, std::size_t end, Run run);
  void augmented(std::size_t begin, std::size_t sign, std::size_t end, Run run);
  void assign_target(std::string_view target, const Value& value, Run run, int depth);
  void bind(std::string_view name, Value value, Run run);
  bool bind_literal(std::string_view name, std::size_t begin, std::size_t end, Run run);
  void bind_kind(std::string_view name, Binding::Kind kind, Run run, std::size_t offset);
  void add(Binding binding, Run run);
  void forget(std::string_view name, std::string why);
  void forget_what_calls_set(std::string_view code);
  void raise(std::string text, std::size_t offset, Run run);
  void may_raise();
  Value evaluate_here(std::size_t begin, std::size_t end);
  [[nodiscard]] Value look_up(std::string_view name, std::size_t offset) const;
  [[nodiscard]] const Binding* find(std::string_view name) const;
  [[nodiscard]] Value value_of(const Binding& binding) const;

  std::string_view text_;
  const ReadOptions& options_;
  Lexer lexer_;
  Names names_;
  std::vector<Binding> bindings_;
  std::vector<Value> values_;
  std::vector<Block> blocks_;
  std::optional<ImportFailure> failure_;
  std::optional<Value> docstring_;
  bool has_star_import_ = false;
  bool is_first_statement_ = true;
  int jumps_ = 0;  // of loops, all together
  mutable std::size_t lookups_ = 0;
  WayBack way_back_ = WayBack::statements;
  std::size_t downgrade_offset_ = 0;
};

/// Whether `name` is a module of Python 3.11's standard library.
bool is_standard_module(std::string_view name) noexcept;
/// Whether `name` is one of Python's built-in functions, types or exceptions.
bool is_builtin_name(std::string_view name) noexcept;

}  // namespace plumbline::adapters::alembic
