/// Follows a revision's Python without running it: names, constants, loops over literals, own
/// functions, conditions on constants and on the dialect. What a body tells the database goes to a
/// Recorder. Where a condition is unknown both sides are followed in doubt. Bounded in depth and
/// steps.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/alembic/render/recorder.hpp"
#include "adapters/alembic/render/syntax.hpp"
#include "adapters/alembic/render/value.hpp"

namespace plumbline::adapters::alembic::render {

/// A call as it stands in the file.
struct Call {
  std::vector<Value> arguments;
  Keywords keywords;
  Span span;
};

class Interpreter {
 public:
  Interpreter(const Module& module, Recorder& recorder);

  /// Binds the module's names.
  void run_module();
  /// Follows the module's function of that name, which takes no arguments; nothing when there is
  /// none.
  void run_function(std::string_view name);

 private:
  enum class Flow : std::uint8_t { next, leave_loop, next_round, returned, raised };
  static constexpr int max_calls = 24;
  static constexpr int max_nesting = 200;
  static constexpr std::size_t max_steps = 500'000;

  // Statements: execute.cpp
  Flow run(const Suite& suite);
  Flow run_step(const Step& step);
  Flow choose(const Step& step);
  Flow choose_in_doubt(const Step& step, const Value& condition);
  Flow loop(const Step& step);
  Flow loop_known(const Step& step, const std::vector<Value>& items);
  Flow loop_in_doubt(const Step& step, std::string why, const Value& over);
  Flow attempt(const Step& step);
  Flow with(const Step& step);
  Flow raise(const Step& step);
  void import(const Step& step);
  void define_type(const Step& step);
  void assign(const Expression& target, const Value& value);
  void assign_items(const Expression& target, const Value& value);
  void bind(std::string_view name, Value value);
  void augment(const Step& step);
  /// What `body` does may not happen; names that it binds are unknown afterwards.
  template <typename Body>
  Flow in_doubt(std::string why, Body body);
  void forget_since(std::size_t first, const std::string& why);
  /// A query without whose rows a `raise` is reached.
  void note_raise(const Value& condition, bool when_absent);

  // Expressions: evaluate.cpp
  Value evaluate(const Expression& expression);
  Value evaluate_form(const Expression& expression);
  std::vector<Value> evaluate_items(const Expression& expression);
  Value look_up(std::string_view name) const;
  Value formatted(const Expression& expression);
  Value dictionary(const Expression& expression);
  Value compared(const Expression& expression);
  Value compare(std::string_view operation, const Value& left, const Value& right);
  Value logical(const Expression& expression);
  Value subscripted(const Expression& expression);
  Value comprehension(const Expression& expression);
  void comprehend(const Expression& expression, std::size_t clause, std::vector<Value>& out,
                  std::string& why);
  Value attribute(const Value& value, std::string_view name);

  // Calls: call.cpp
  Value call(const Expression& expression);
  Value call_value(const Value& callee, Call call);
  Value call_function(const Value& function, const Call& call);
  Value call_imported(const std::string& path, Call call);
  Value call_library(std::string_view path, Call call);
  Value call_method_of(const Value& callee, Call call);
  Value call_connection(std::string_view name, const Call& call);
  Value call_session(std::string_view name, const Call& call);
  Value call_outside(const std::string& path, const Call& call);
  Value value_of_chance(std::string_view path, const Call& call);
  Value make_object(std::string_view space, std::string_view name, Call call);
  Value execute_query(const Call& call, bool is_raw);
  bool bind_parameters(const Step& step, const Call& call, Scope& scope);

  const Module& module_;
  Recorder& recorder_;
  std::shared_ptr<Scope> globals_;
  std::shared_ptr<Scope> scope_;
  Value returned_;
  std::vector<std::pair<std::shared_ptr<Scope>, std::string>> bound_;  ///< in doubt, in order
  std::size_t objects_ = 0;
  std::size_t steps_ = 0;
  int depth_ = 0;
  int calls_ = 0;
  bool is_exhausted_ = false;
  int chances_ = 0;  ///< values of chance so far
  bool has_raised_ = false;
  bool may_have_returned_ = false;
};

/// Whether the value stands for something of SQLAlchemy's expression language.
bool is_symbolic(const Value& value);

/// One call of `op.NAME` or `batch_op.NAME`; what it gives back. Throws Unrenderable.
/// operations.cpp
Value run_operation(std::string_view name, const Object* batch, const Object& call,
                    Recorder& recorder);
bool is_operation(std::string_view name) noexcept;
/// `.create()` or `.drop()` of a type or table.
void create_or_drop(const Object& object, const Object& call, bool is_create, Recorder& recorder);
/// Rows of `op.bulk_insert`. Throws Unrenderable. executable.cpp
void bulk_insert(const Object& call, Span span, Recorder& recorder);
/// The text of what is handed to `execute`, with the parameters' values in it. Throws Unrenderable.
std::string render_executable(const Value& value, const Value* parameters);
/// A text for the driver: `%s` stands for the next of a tuple of parameters, `%(name)s` for one of
/// a dictionary.
std::string driver_text(std::string_view sql, const Value& parameters);
/// Whether it surely only reads or writes rows, also where it cannot be rendered.
bool is_data(const Value& executable);

}  // namespace plumbline::adapters::alembic::render
