#include "sql/visit/parameters.hpp"

#include <algorithm>

#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

constexpr std::size_t most_arguments = 100;

char mode_of(const Node& parameter) {
  const std::string_view mode = parameter.text("mode");
  if (mode == "FUNC_PARAM_OUT") return 'o';
  if (mode == "FUNC_PARAM_INOUT") return 'b';
  if (mode == "FUNC_PARAM_VARIADIC") return 'v';
  if (mode == "FUNC_PARAM_TABLE") return 't';
  return 'i';
}

std::string_view plural(RoutineKind kind) {
  switch (kind) {
    case RoutineKind::procedure:
      return "procedures";
    case RoutineKind::aggregate:
      return "aggregates";
    default:
      return "functions";
  }
}

void check_shell(const Node& written, const TypeUse& type, RoutineKind kind,
                 std::string_view language) {
  if (!type.is_shell) return;
  if (language == "sql")
    fail("42P13", "SQL function cannot accept shell type " + dotted(written["names"]));
  if (kind == RoutineKind::aggregate)
    fail("42P13", "aggregate cannot accept shell type " + dotted(written["names"]));
}

void check_variadic(const Session& session, const Parameter& parameter) {
  const TypeId type = parameter.type_id;
  if (type == types::anyarray || type == types::anycompatiblearray || type == types::any) return;
  const CatalogTypes source(session);
  if (element_type(source.scope(), type) == 0) fail("42P13", "VARIADIC parameter must be an array");
}

/// Pure inputs and pure outputs may share a name.
void check_name(const std::vector<Parameter>& before, const Parameter& parameter) {
  if (parameter.name.empty()) return;
  const auto is_pure_in = [](const Parameter& one) { return one.mode == 'i' || one.mode == 'v'; };
  const auto is_pure_out = [](const Parameter& one) { return one.mode == 'o' || one.mode == 't'; };
  for (const Parameter& other : before) {
    if (other.name != parameter.name) continue;
    if (is_pure_in(parameter) && is_pure_out(other)) continue;
    if (is_pure_out(parameter) && is_pure_in(other)) continue;
    fail("42P13", "parameter name \"" + parameter.name + "\" used more than once");
  }
}

class Reader {
 public:
  Reader(Session& session, RoutineKind kind, std::string_view language)
      : session_(session), kind_(kind), language_(language) {}

  void read(const Node& node) {
    const Node written = node["argType"];
    const TypeUse type = resolve_type_or_shell(session_, written);
    check_shell(written, type, kind_, language_);
    require_type_usage(session_, type.needs);
    if (written.flag("setof"))
      fail("42P13", std::string(plural(kind_)) + " cannot accept set arguments");
    Parameter parameter;
    parameter.mode = mode_of(node);
    parameter.name = node.text("name");
    parameter.type = without_modifier(type.text);
    parameter.type_id = type_id_of_text(session_, parameter.type);
    check_place(parameter);
    check_name(list.parameters, parameter);
    read_default(node["defexpr"], parameter);
    list.needs.insert(list.needs.end(), type.needs.begin(), type.needs.end());
    list.parameters.push_back(std::move(parameter));
  }

  ParameterList list;

 private:
  void check_place(const Parameter& parameter) {
    const bool is_procedure = kind_ == RoutineKind::procedure;
    if (parameter.is_input()) {
      if (has_variadic_) fail("42P13", "VARIADIC parameter must be the last input parameter");
    }
    if (parameter.is_output()) {
      if (is_procedure && session_.version() >= 140'000) {
        if (has_variadic_) fail("42P13", "VARIADIC parameter must be the last parameter");
      }
      add_output(parameter);
    }
    if (parameter.mode != 'v') return;
    has_variadic_ = true;
    check_variadic(session_, parameter);
  }

  void add_output(const Parameter& parameter) {
    if (kind_ == RoutineKind::procedure) {
      list.required_result = "record";
    } else {
      list.required_result = list.required_result.empty() ? parameter.type : "record";
    }
  }

  void read_default(const Node& expression, Parameter& parameter) {
    if (!expression) {
      if (parameter.is_input() && has_defaults_) {
        fail("42P13", "input parameters after one with a default value must also have defaults");
      }
      if (kind_ == RoutineKind::procedure && has_defaults_ && session_.version() >= 140'000) {
        fail("42P13", "procedure OUT parameters cannot appear after one with a default value");
      }
      return;
    }
    if (!parameter.is_input()) fail("42P13", "only input parameters can have default values");
    const Expression value =
        analyze_expression(session_, expression, {}, Place::function_default, parameter.type);
    parameter.has_default = true;
    parameter.default_text = value.text;
    parameter.is_exact = value.is_exact;
    list.is_exact = list.is_exact && value.is_exact;
    list.needs.insert(list.needs.end(), value.needs.begin(), value.needs.end());
    has_defaults_ = true;
  }

  Session& session_;
  RoutineKind kind_;
  std::string_view language_;
  bool has_variadic_ = false;
  bool has_defaults_ = false;
};

std::string print_parameter(const Session& session, const Parameter& parameter, RoutineKind kind) {
  std::string text;
  if (parameter.mode == 'o') text = "OUT ";
  if (parameter.mode == 'b') text = "INOUT ";
  if (parameter.mode == 'v') text = "VARIADIC ";
  if (parameter.mode == 'i' && kind == RoutineKind::procedure && session.version() >= 140'000)
    text = "IN ";
  if (!parameter.name.empty()) text += session.catalog.quote(parameter.name) + ' ';
  text += parameter.type;
  if (parameter.has_default) text += " DEFAULT " + parameter.default_text;
  return text;
}

}  // namespace

std::string ParameterList::signature() const {
  std::string text = "(";
  for (const Parameter& one : parameters) {
    if (!one.is_input()) continue;
    if (text.size() > 1) text += ", ";
    text += one.type;
  }
  return text + ')';
}

std::vector<TypeId> ParameterList::inputs() const {
  std::vector<TypeId> ids;
  for (const Parameter& one : parameters) {
    if (one.is_input()) ids.push_back(one.type_id);
  }
  return ids;
}

TypeUse resolve_type_or_shell(Session& session, const Node& type_name) {
  if (!type_name.flag("pct_type")) {
    const CatalogTypes source(session);
    const auto type = try_type_name(source.scope(), type_name, true);
    if (type && !type_info(source.scope(), type->id).defined) {
      TypeUse use;
      use.text = format_type(source.scope(), *type);
      use.is_shell = true;
      if (object_of_type(type->id) != Catalog::none) use.needs.push_back(object_of_type(type->id));
      return use;
    }
  }
  return resolve_type(session, type_name);
}

bool has_type(Session& session, const Node& type_name) {
  if (type_name.flag("pct_type")) return true;
  const CatalogTypes source(session);
  return try_type_name(source.scope(), type_name, true).has_value();
}

ParameterList read_parameters(Session& session, const Node& parameters, RoutineKind kind,
                              std::string_view language) {
  Reader reader(session, kind, language);
  for (const Node parameter : parameters) reader.read(parameter);
  if (reader.list.inputs().size() > most_arguments)
    fail("54023", "functions cannot have more than 100 arguments");
  return std::move(reader.list);
}

std::string print_parameters(const Session& session, const ParameterList& list, RoutineKind kind,
                             int direct) {
  std::string text;
  int inputs = 0;
  bool is_first = true;
  const auto print = [&](const Parameter& one) {
    if (inputs == direct) {
      text += is_first ? "ORDER BY " : " ORDER BY ";
    } else if (!is_first) {
      text += ", ";
    }
    is_first = false;
    text += print_parameter(session, one, kind);
  };
  const Parameter* last = nullptr;
  for (const Parameter& one : list.parameters) {
    if (one.mode == 't') continue;
    print(one);
    if (one.is_input()) ++inputs;
    last = &one;
  }
  // A variadic direct argument stands for the ordered ones as well.
  if (direct >= 0 && direct == inputs && last != nullptr) print(*last);
  return text;
}

std::string print_table_result(const Session& session, const ParameterList& list) {
  std::string text;
  for (const Parameter& one : list.parameters) {
    if (one.mode != 't') continue;
    text += text.empty() ? "TABLE(" : ", ";
    if (!one.name.empty()) text += session.catalog.quote(one.name) + ' ';
    text += one.type;
  }
  return text.empty() ? text : text + ')';
}

TypeId type_id_of_text(const Session& session, std::string_view text) {
  const CatalogTypes source(session);
  const auto type = parse_type(source.scope(), text);
  return type ? type->id : 0;
}

void check_polymorphic_result(const Session& session, TypeId result,
                              const std::vector<TypeId>& inputs) {
  static_cast<void>(session);
  const auto has = [&](std::initializer_list<TypeId> wanted) {
    return std::ranges::any_of(
        inputs, [&](TypeId input) { return std::ranges::find(wanted, input) != wanted.end(); });
  };
  bool is_fine = true;
  switch (result) {
    case types::anyelement:
    case types::anyarray:
    case types::anynonarray:
    case types::anyenum:
      is_fine = has({types::anyelement, types::anyarray, types::anynonarray, types::anyenum,
                     types::anyrange, types::anymultirange});
      break;
    case types::anyrange:
    case types::anymultirange:
      is_fine = has({types::anyrange, types::anymultirange});
      break;
    case types::anycompatible:
    case types::anycompatiblearray:
    case types::anycompatiblenonarray:
      is_fine = has({types::anycompatible, types::anycompatiblearray, types::anycompatiblenonarray,
                     types::anycompatiblerange, types::anycompatiblemultirange});
      break;
    case types::anycompatiblerange:
    case types::anycompatiblemultirange:
      is_fine = has({types::anycompatiblerange, types::anycompatiblemultirange});
      break;
    default:
      break;
  }
  if (!is_fine) fail("42P13", "cannot determine result data type");
  if (result == types::internal && !has({types::internal}))
    fail("42P13", "unsafe use of pseudo-type \"internal\"");
}

}  // namespace plumbline::sql
