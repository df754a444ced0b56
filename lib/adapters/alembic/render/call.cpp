/// Follows calls: own functions, Python's, SQLAlchemy's (kept as objects), Alembic's operations and
/// what is sent through a connection.

#include <algorithm>
#include <array>

#include "adapters/alembic/render/interpreter.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

constexpr std::string_view rows_decide = "the rows of a query decide";

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

/// Something through which a function elsewhere could reach the database.
bool reaches_database(const Value& argument) {
  const Value* at = &argument;
  while (at->is(Kind::method)) at = &(*at->items)[0];
  const Value& value = *at;
  if (value.is(Kind::imported)) return value.text == "alembic.op";
  return value.is(Kind::object) && value.object->space == "alembic" &&
         is_one_of(value.object->name, {"connection", "batch", "session", "context"});
}

std::string_view last_name(std::string_view path) { return path.substr(path.rfind('.') + 1); }

/// `op.f("name")`: no convention changes it any more.
Value final_name(const Call& call) {
  Value name = call.arguments.empty() ? Value{} : call.arguments[0];
  if (name.is(Kind::text)) name.number = 1;
  return name;
}

Value alembic_object(std::string_view name) {
  Value value;
  value.kind = Kind::object;
  value.object = Arena::current().object();
  value.object->space = "alembic";
  value.object->name = name;
  return value;
}

}  // namespace

Value Interpreter::make_object(std::string_view space, std::string_view name, Call call) {
  Value value;
  value.kind = Kind::object;
  value.object = Arena::current().object();
  Object& object = *value.object;
  object.space = space;
  object.name = name;
  object.arguments = std::move(call.arguments);
  object.keywords = std::move(call.keywords);
  object.number = ++objects_;
  object.begin = call.span.begin;
  object.end = call.span.end;
  return value;
}

Value Interpreter::call(const Expression& expression) {
  const Value callee = evaluate(*expression.parts[0].value);
  Call call;
  call.span = {expression.begin, expression.end};
  const auto named =
      std::ranges::count_if(expression.parts, [](const Part& part) { return !part.name.empty(); });
  call.keywords.reserve(static_cast<std::size_t>(named));
  call.arguments.reserve(expression.parts.size() - 1 - static_cast<std::size_t>(named));
  for (std::size_t i = 1; i < expression.parts.size(); ++i) {
    const Part& part = expression.parts[i];
    Value value = evaluate(*part.value);
    if (part.name.empty()) {
      call.arguments.push_back(std::move(value));
    } else if (part.name == "*") {
      const Value list = call_builtin("list", {value}, {});
      if (list.is_unknown())
        call.arguments.push_back(make_unknown("unpacked arguments", {list}));
      else
        call.arguments.insert(call.arguments.end(), list.items->begin(), list.items->end());
    } else if (part.name == "**") {
      if (!value.is(Kind::dictionary)) {
        call.keywords.emplace_back("**", make_unknown("unpacked arguments", {value}));
        continue;
      }
      for (std::size_t k = 0; k + 1 < value.items->size(); k += 2)
        call.keywords.emplace_back((*value.items)[k].text, (*value.items)[k + 1]);
    } else {
      call.keywords.emplace_back(part.name, std::move(value));
    }
  }
  const Expression& called = *expression.parts[0].value;
  if (callee.is_unknown() && called.form == Form::attribute &&
      is_one_of(called.text, {"one", "scalar_one"}))
    for (const std::size_t source : callee.sources) recorder_.need_rows(source);
  return call_value(callee, std::move(call));
}

Value Interpreter::call_value(const Value& callee, Call call) {
  switch (callee.kind) {
    case Kind::imported:
      return call_imported(callee.text, std::move(call));
    case Kind::function:
      return call_function(callee, call);
    case Kind::method:
      return call_method_of(callee, std::move(call));
    case Kind::object:
      break;
    default: {
      if (std::ranges::any_of(call.arguments, reaches_database))
        recorder_.add_opaque(callee.is_unknown() ? callee.text : "a call that is not followed",
                             call.span, false);
      Value result = make_unknown("a call that is not followed", {callee});
      result.beginning = callee.beginning;
      for (const Value& argument : call.arguments) add_sources(result, argument);
      return result;
    }
  }
  const Object& object = *callee.object;
  if (object.is("alembic", "sessionmaker")) return alembic_object("session");
  if (object.space == "enumeration" && call.arguments.size() == 1) {
    for (const auto& [name, member] : object.keywords)
      if (member.is(Kind::object) &&
          equal(*member.object->keyword("value"), call.arguments[0]) == Truth::yes)
        return member;
  }
  if (is_symbolic(callee)) {
    call.arguments.insert(call.arguments.begin(), callee);
    return make_object("operator", "call", std::move(call));
  }
  return make_unknown("an object of a class");
}

bool Interpreter::bind_parameters(const Step& step, const Call& call, Scope& scope) {
  std::size_t next = 0;
  bool is_by_name = false;
  Value rest = make_items(Kind::dictionary, {});
  std::vector<bool> used(call.keywords.size(), false);
  for (const Parameter& parameter : step.parameters) {
    if (parameter.star == '*') {
      std::vector<Value> more;
      if (!parameter.name.empty()) {
        for (; next < call.arguments.size(); ++next) more.push_back(call.arguments[next]);
        scope.names[std::string(parameter.name)] = make_items(Kind::tuple, std::move(more));
      }
      is_by_name = true;
      continue;
    }
    if (parameter.star == 'd') {
      scope.names[std::string(parameter.name)] = rest;
      continue;
    }
    if (parameter.name.empty()) continue;
    Value value = make_unknown("an argument that is not given");
    bool is_given = false;
    if (!is_by_name && next < call.arguments.size()) {
      value = call.arguments[next++];
      is_given = true;
    }
    for (std::size_t i = 0; i < call.keywords.size(); ++i) {
      if (call.keywords[i].first != parameter.name) continue;
      value = call.keywords[i].second;
      used[i] = is_given = true;
    }
    if (!is_given && parameter.value != nullptr) value = evaluate(*parameter.value);
    scope.names[std::string(parameter.name)] = std::move(value);
  }
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (used[i]) continue;
    rest.items->push_back(make_text(call.keywords[i].first));
    rest.items->push_back(call.keywords[i].second);
  }
  return next == call.arguments.size();
}

Value Interpreter::call_function(const Value& function, const Call& call) {
  const Step& step = *function.step;
  if (calls_ >= max_calls) {
    recorder_.add_opaque("functions that call one another too deeply", call.span, false);
    return make_unknown("functions that call one another too deeply");
  }
  auto scope = Arena::current().scope();
  scope->outer = function.scope;
  if (!bind_parameters(step, call, *scope))
    recorder_.add_opaque("a call whose arguments are not followed", call.span, false);
  const auto outer = std::exchange(scope_, scope);
  const std::string doubt = recorder_.doubt();
  const bool returned_before = std::exchange(may_have_returned_, false);
  returned_ = {};
  ++calls_;
  const Flow flow = run(step.body);
  --calls_;
  Value result;
  if (flow == Flow::returned) result = returned_;
  if (may_have_returned_) {
    result = make_unknown(recorder_.doubt().empty() ? "a condition that is not followed"
                                                    : recorder_.doubt());
  }
  if (flow == Flow::raised) has_raised_ = true;
  may_have_returned_ = returned_before;
  recorder_.set_doubt(doubt);
  scope_ = outer;
  returned_ = {};
  return result;
}

Value Interpreter::call_imported(const std::string& path, Call call) {
  constexpr std::string_view operations = "alembic.op.";
  if (path.starts_with("builtins."))
    return call_builtin(path.substr(9), call.arguments, call.keywords);
  if (path.starts_with("sqlalchemy.")) return call_library(path, std::move(call));
  if (path == "textwrap.dedent") return call_builtin(path, call.arguments, call.keywords);
  if (path.starts_with("alembic.context.")) {
    if (path.ends_with(".is_offline_mode")) return make_boolean(false);
    if (path.ends_with(".get_context")) return alembic_object("context");
    if (path.ends_with(".get_bind")) return alembic_object("connection");
    return make_unknown("what alembic was started with");
  }
  if (!path.starts_with(operations)) return call_outside(path, call);
  const std::string_view name = std::string_view(path).substr(operations.size());
  if (name == "get_bind") return alembic_object("connection");
  if (name == "get_context") return alembic_object("context");
  if (name == "f") return final_name(call);
  if (name == "inline_literal") return call.arguments.empty() ? Value{} : call.arguments[0];
  if (name == "execute") {
    execute_query(call, false);
    return {};
  }
  if (name == "batch_alter_table") return make_object("alembic", "batch", std::move(call));
  const Span span = call.span;
  const Value object = make_object("alembic", "call", std::move(call));
  if (!is_operation(name)) {
    recorder_.add_opaque("op." + std::string(name) + "() is no operation of Alembic's own", span,
                         false);
    return make_unknown("an operation that is not Alembic's own");
  }
  try {
    return run_operation(name, nullptr, *object.object, recorder_);
  } catch (const Unrenderable& failure) {
    recorder_.add_opaque(failure.why, span, name == "bulk_insert");
    return make_unknown(failure.why);
  }
}

/// What each run has another of: as a row's value nothing depends on which. A UUID stands for all
/// that the call may give, the time is the server's. None for all other functions.
Value Interpreter::value_of_chance(std::string_view path, const Call& call) {
  if (path == "uuid.uuid4" && call.arguments.empty() && call.keywords.empty()) {
    Call made;
    made.span = call.span;
    made.arguments = {make_text(system::format("00000000-0000-4000-8000-{:012}", ++chances_))};
    return make_object("chance", "uuid", std::move(made));
  }
  if (is_one_of(path, {"datetime.datetime.now", "datetime.datetime.utcnow"})) {
    Call now;
    now.span = call.span;
    return make_object("func", "now", std::move(now));
  }
  return {};
}

/// A function of another module may do anything; classes and Python's own library touch no
/// database.
Value Interpreter::call_outside(const std::string& path, const Call& call) {
  const std::string_view name = last_name(path);
  const bool is_type = !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
  const bool is_harmless = (is_type || is_standard_module(path)) &&
                           std::ranges::none_of(call.arguments, reaches_database);
  if (const Value chance = value_of_chance(path, call); !chance.is(Kind::none)) return chance;
  const std::string why = path.starts_with("decorated.")
                              ? "the decorated function \"" + std::string(name) + "\""
                              : "imported \"" + path + "\"";
  if (!is_harmless) recorder_.add_opaque(why, call.span, false);
  if (!is_type) return make_unknown(why, call.arguments);
  Call copy = call;
  return make_object(path, name, std::move(copy));
}

Value Interpreter::call_library(std::string_view path, Call call) {
  const std::string_view name = last_name(path);
  if (const std::size_t function = path.find(".func."); function != std::string_view::npos)
    return make_object("func", path.substr(function + 6), std::move(call));
  constexpr std::string_view dialects = "sqlalchemy.dialects.";
  if (path.starts_with(dialects)) {
    const std::string_view rest = path.substr(dialects.size());
    return make_object(rest.substr(0, rest.find('.')), name, std::move(call));
  }
  if (name == "inspect" || path.find("Inspector") != std::string_view::npos)
    return make_unknown("sa.inspect() reads the live schema");
  if (name == "Session" || name == "scoped_session") return alembic_object("session");
  if (name == "sessionmaker") return alembic_object("sessionmaker");
  const bool is_mapping = path.starts_with("sqlalchemy.orm") || path.starts_with("sqlalchemy.ext");
  if (is_mapping || name == "create_engine" || path.starts_with("sqlalchemy.event"))
    return make_unknown("an object of SQLAlchemy that is not followed");
  return make_object("sqlalchemy", name, std::move(call));
}

Value Interpreter::call_method_of(const Value& callee, Call call) {
  const Value& self = (*callee.items)[0];
  const std::string& name = callee.text;
  if (self.is(Kind::object) && self.object->space == "alembic") {
    const Object& object = *self.object;
    if (object.name == "connection") return call_connection(name, call);
    if (object.name == "session") return call_session(name, call);
    if (object.name == "context") {
      if (name == "autocommit_block") return alembic_object("autocommit_block");
      if (name == "execute") return execute_query(call, false);
      if (name == "begin_transaction") return alembic_object("transaction");
      return make_unknown("what alembic was started with");
    }
    if (object.name == "batch") {
      if (name == "f") return final_name(call);
      if (name == "get_bind") return alembic_object("connection");
      if (name == "execute") return execute_query(call, false);
      const Span span = call.span;
      const Value made = make_object("alembic", "call", std::move(call));
      try {
        return run_operation(name, self.object.get(), *made.object, recorder_);
      } catch (const Unrenderable& failure) {
        recorder_.add_opaque(failure.why, span, false);
        return make_unknown(failure.why);
      }
    }
    return make_unknown("an object of Alembic that is not followed");
  }
  if (!is_symbolic(self)) {
    const bool is_plain = self.is(Kind::text) || self.is_sequence() || self.is(Kind::dictionary);
    if (!is_plain) return make_unknown("a method that is not followed", call.arguments);
    return call_method(self, name, call.arguments, call.keywords, recorder_.doubt().empty());
  }
  const bool is_object = self.is(Kind::object) && self.object->space != "method";
  if (is_object && (name == "create" || name == "drop")) {
    const Span span = call.span;
    const Value made = make_object("alembic", "call", std::move(call));
    try {
      create_or_drop(*self.object, *made.object, name == "create", recorder_);
    } catch (const Unrenderable& failure) {
      recorder_.add_opaque(failure.why, span, false);
    }
    return {};
  }
  if (name == "create_all" || name == "drop_all") {
    recorder_.add_opaque("tables of a MetaData object", call.span, false);
    return {};
  }
  call.arguments.insert(call.arguments.begin(), self);
  return make_object("method", name, std::move(call));
}

Value Interpreter::call_connection(std::string_view name, const Call& call) {
  if (is_one_of(name, {"execute", "scalar", "scalars"})) return execute_query(call, false);
  if (name == "exec_driver_sql") return execute_query(call, true);
  if (is_one_of(name, {"begin", "begin_nested", "connect", "execution_options", "__enter__"}))
    return alembic_object("connection");
  if (name == "commit" || name == "rollback") {
    recorder_.add(name == "commit" ? "COMMIT" : "ROLLBACK", call.span);
    recorder_.add("BEGIN", call.span);
  }
  if (is_one_of(name, {"commit", "rollback", "close"})) return {};
  if (name == "run_callable")
    recorder_.add_opaque("a callable that is not followed", call.span, false);
  return make_unknown("what the live database tells");
}

/// Rows that are read and written by way of mapped classes: no object is changed.
Value Interpreter::call_session(std::string_view name, const Call& call) {
  if (is_one_of(name, {"execute", "scalar", "scalars"}) && !call.arguments.empty())
    return execute_query(call, false);
  if (name == "connection" || name == "get_bind") return alembic_object("connection");
  if (is_one_of(name, {"close", "begin", "rollback", "expunge_all", "no_autoflush", "expire_all"}))
    return {};
  const std::size_t place = recorder_.size();
  recorder_.add_opaque("an ORM session", call.span, true);
  Value rows = make_unknown(std::string(rows_decide));
  rows.sources.push_back(place);
  return rows;
}

Value Interpreter::execute_query(const Call& call, bool is_raw) {
  Object object;
  object.arguments = call.arguments;
  object.keywords = call.keywords;
  const Value* executable = object.argument(0, is_raw ? "statement" : "sqltext");
  if (executable == nullptr) executable = object.keyword("statement");
  if (executable == nullptr) executable = object.keyword("clause");
  Value rows = make_unknown(std::string(rows_decide));
  const std::size_t place = recorder_.size();
  if (executable == nullptr) {
    recorder_.add_opaque("a call without a statement", call.span, false);
    return rows;
  }
  const Value* parameters = object.argument(1, "parameters");
  if (parameters == nullptr) parameters = object.keyword("params");
  Value named = make_items(Kind::dictionary, {});
  if (parameters == nullptr) {
    for (const auto& [key, value] : call.keywords) {
      if (key == "execution_options" || key == "sqltext" || key == "statement") continue;
      named.items->push_back(make_text(key));
      named.items->push_back(value);
    }
    if (!named.items->empty()) parameters = &named;
  }
  try {
    const bool is_many = parameters != nullptr && parameters->is(Kind::list) && !is_raw;
    if (is_raw) {
      if (!executable->is(Kind::text))
        throw Unrenderable{executable->is_unknown() ? executable->text
                                                    : "a statement that is not followed"};
      recorder_.add(
          parameters == nullptr ? executable->text : driver_text(executable->text, *parameters),
          call.span);
    } else if (is_many) {
      for (const Value& row : *parameters->items)
        recorder_.add(render_executable(*executable, &row), call.span);
    } else {
      recorder_.add(render_executable(*executable, parameters), call.span);
    }
  } catch (const Unrenderable& failure) {
    recorder_.add_opaque(failure.why, call.span, is_data(*executable));
  }
  if (recorder_.size() > place) rows.sources.push_back(place);
  return rows;
}

}  // namespace plumbline::adapters::alembic::render
