#include "sql/types/routine.hpp"

#include <algorithm>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/candidates.hpp"
#include "sql/types/check_call.hpp"
#include "sql/types/extension_memo.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

namespace rows = system_rows;

FunctionInfo info_of(const rows::Function& row, std::string_view schema) {
  FunctionInfo info{.schema = schema,
                    .name = system_tables::text(row.name),
                    .kind = row.kind,
                    .volatility = (row.flags & rows::function_volatile) != 0 ? 'v'
                                  : (row.flags & rows::function_stable) != 0 ? 's'
                                                                             : 'i',
                    .strict = (row.flags & rows::function_strict) != 0,
                    .returns_set = (row.flags & rows::function_returns_set) != 0,
                    .variadic = (row.flags & rows::function_variadic) != 0,
                    .defaults = row.defaults,
                    .direct = row.direct,
                    .result = row.result,
                    .extension = system_tables::extension_name(row.extension)};
  const auto listed = system_tables::list(row.types, std::size_t{row.inputs} + row.outputs);
  info.arguments.assign(listed.begin(), listed.begin() + row.inputs);
  info.outputs.assign(listed.begin() + row.inputs, listed.end());
  std::size_t first = row.names;
  if ((row.flags & rows::function_input_names) != 0) {
    for (const std::uint32_t name : system_tables::list(first, row.inputs)) {
      info.names.push_back(system_tables::text(name));
    }
    first += row.inputs;
  }
  if ((row.flags & (rows::function_output_names | rows::function_input_names)) != 0) {
    for (const std::uint32_t name : system_tables::list(first, row.outputs)) {
      info.output_names.push_back(system_tables::text(name));
    }
  }
  return info;
}

/// `int4range(integer, integer)` and the like, which CREATE TYPE makes with a range.
void add_constructors(const TypeScope& scope, std::string_view schema, std::string_view name,
                      std::vector<FunctionInfo>& functions) {
  if (scope.source == nullptr) return;
  const auto add = [&](TypeId result, std::vector<TypeId> arguments, bool variadic) {
    functions.push_back({.schema = schema,
                         .name = name,
                         .volatility = 'i',
                         .variadic = variadic,
                         .arguments = std::move(arguments),
                         .result = result});
  };
  const TypeId id = scope.source->find_type(schema, name);
  if (id != 0) {
    const TypeInfo info = type_info(scope, id);
    if (info.kind != 'r') return;
    add(id, {info.subtype, info.subtype}, false);
    add(id, {info.subtype, info.subtype, types::text}, false);
  } else if (scope.version >= 14) {
    const TypeId range = scope.source->find_multirange(schema, name);
    if (range == 0) return;
    add(range | multirange_bit, {}, false);
    add(range | multirange_bit, {range}, false);
    add(range | multirange_bit, {range | array_bit}, true);
  }
}

/// MatchNamedCall(): the parameter of each argument; nothing when a name fits none, or what is left
/// over has no default.
std::optional<std::vector<std::size_t>> named_places(const FunctionInfo& function,
                                                     const CallForm& call) {
  const std::size_t given = call.arguments.size();
  const std::size_t positional = given - call.names.size();
  if (function.names.empty() || given > function.arguments.size()) return std::nullopt;
  std::vector<bool> taken(function.arguments.size());
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < positional; ++i) {
    places.push_back(i);
    taken[i] = true;
  }
  for (const std::string_view name : call.names) {
    const auto found = std::find(function.names.begin(), function.names.end(), name);
    if (name.empty() || found == function.names.end()) return std::nullopt;
    const auto place = static_cast<std::size_t>(found - function.names.begin());
    if (taken[place]) return std::nullopt;
    taken[place] = true;
    places.push_back(place);
  }
  const std::size_t first_default = function.arguments.size() - function.defaults;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (!taken[i] && i < first_default) return std::nullopt;
  }
  return places;
}

class Finder {
 public:
  Finder(const TypeScope& scope, const CallForm& call) : scope_(scope), call_(call) {}

  void find() {
    if (!call_.schema.empty()) {
      require_schema(scope_, call_.schema);
      add_schema(call_.schema, 0);
      return;
    }
    for (std::size_t i = 0; i < scope_.path.size(); ++i) add_schema(scope_.path[i], i);
  }

  std::vector<Candidate> candidates;
  std::vector<FunctionInfo> functions;

 private:
  void add_schema(std::string_view schema, std::size_t path) {
    for (FunctionInfo& function : functions_in(scope_, schema, call_.name)) {
      std::optional<Candidate> candidate = spread(function);
      if (!candidate) continue;
      candidate->path = path;
      candidate->source = functions.size();
      if (keep(*candidate)) {
        candidates.push_back(std::move(*candidate));
        functions.push_back(std::move(function));
      }
    }
  }

  [[nodiscard]] std::optional<Candidate> spread(const FunctionInfo& function) const {
    const std::size_t given = call_.arguments.size();
    // CALL since 14 gives OUT arguments as well.
    const std::vector<TypeId>& all =
        call_.is_call && scope_.version >= 14 && !function.all_arguments.empty()
            ? function.all_arguments
            : function.arguments;
    Candidate candidate;
    if (!call_.names.empty()) {
      if (function.variadic && !call_.is_variadic) return std::nullopt;
      auto places = named_places(function, call_);
      if (!places) return std::nullopt;
      candidate.defaults = all.size() - given;
      for (const std::size_t place : *places) candidate.parameters.push_back(all[place]);
      candidate.places = std::move(*places);
      return candidate;
    }
    const bool expands = function.variadic && !call_.is_variadic && all.size() <= given;
    if (all.size() > given) {
      if (given + function.defaults < all.size()) return std::nullopt;
      candidate.defaults = all.size() - given;
    } else if (all.size() != given && !expands) {
      return std::nullopt;
    }
    candidate.parameters.assign(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(given, all.size())));
    if (expands) {
      candidate.variadic = given - all.size() + 1;
      const TypeId element = variadic_element(all.back());
      candidate.parameters.resize(all.size() - 1);
      candidate.parameters.resize(given, element);
    }
    return candidate;
  }

  /// provariadic.
  [[nodiscard]] TypeId variadic_element(TypeId last) const {
    switch (last) {
      case types::any:
        return types::any;
      case types::anyarray:
        return types::anyelement;
      case types::anycompatiblearray:
        return types::anycompatible;
      default:
        return element_type(scope_, last);
    }
  }

  /// What else takes the same arguments may be in front of it, or make it ambiguous.
  bool keep(const Candidate& added) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      Candidate& old = candidates[i];
      if (old.parameters != added.parameters) continue;
      if (added.path != old.path) return false;  // found later in the path
      if (added.variadic != 0 && old.variadic == 0) return false;
      if (added.variadic == 0 && old.variadic != 0) {
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(i));
        return true;
      }
      old.is_ambiguous = true;
      return false;
    }
    return true;
  }

  const TypeScope& scope_;
  const CallForm& call_;
};

/// FuncNameAsType().
TypeId name_as_type(const TypeScope& scope, const CallForm& call) {
  const TypeId id = call.schema.empty() ? find_type(scope, call.name)
                                        : find_type_in(scope, call.schema, call.name);
  if (id == 0) return 0;
  const TypeInfo info = type_info(scope, id);
  return info.defined && info.kind != 'c' ? id : 0;
}

/// The type that `date('today')` means; 0 when it is none.
TypeId as_coercion(const TypeScope& scope, const CallForm& call) {
  if (call.arguments.size() != 1 || !call.names.empty()) return 0;
  const TypeId target = name_as_type(scope, call);
  if (target == 0) return 0;
  const TypeId source = call.arguments[0];
  if (source == types::unknown && call.first_is_literal) return target;
  if (source == types::unknown) return 0;
  switch (find_coercion(scope, target, source, CoercionContext::explicit_).path) {
    case CoercionPath::relabel:
      return target;
    case CoercionPath::io:
      return (source == types::record || is_complex(scope, source)) &&
                     type_category(scope, target) == 'S'
                 ? 0
                 : target;
    default:
      return 0;
  }
}

struct Choice {
  const Candidate* candidate = nullptr;
  TypeId coercion = 0;
  bool is_ambiguous = false;
};

/// func_get_detail().
Choice choose(const TypeScope& scope, const CallForm& call,
              const std::vector<Candidate>& candidates) {
  Choice choice;
  for (const Candidate& candidate : candidates) {
    if (candidate.parameters == call.arguments) {
      choice.candidate = &candidate;
      break;
    }
  }
  if (choice.candidate == nullptr) {
    choice.coercion = as_coercion(scope, call);
    if (choice.coercion != 0) return choice;
    const auto matches = matching(scope, call.arguments, candidates);
    if (matches.size() == 1) choice.candidate = matches[0];
    if (matches.size() > 1) {
      choice.candidate = best_candidate(scope, call.arguments, matches);
      choice.is_ambiguous = choice.candidate == nullptr;
    }
  }
  if (choice.candidate == nullptr) return choice;
  if (choice.candidate->is_ambiguous) return {nullptr, 0, true};
  // VARIADIC must stand before what the variadic parameter gets.
  if (!call.names.empty() && call.is_variadic && !call.arguments.empty() &&
      choice.candidate->places.back() != call.arguments.size() - 1) {
    return {};
  }
  return choice;
}

bool may_be_projection(const TypeScope& scope, const CallForm& call) {
  return call.arguments.size() == 1 && !call.is_call && call.ordered_by == 0 && !call.has_filter &&
         !call.has_star && !call.has_distinct && !call.has_over && !call.is_variadic &&
         call.names.empty() && call.schema.empty() &&
         (call.arguments[0] == types::record || is_complex(scope, call.arguments[0]));
}

/// Of pseudo-types that no literal can be; minor versions differ in how they say so.
void refuse_unreadable(const TypeScope& scope, TypeId parameter) {
  if (is_polymorphic(parameter) || parameter == types::any || parameter == types::cstring ||
      parameter == types::record || parameter == types::record_array) {
    return;
  }
  if (type_info(scope, parameter).kind == 'p') {
    unknown("a literal where the server's own structures belong");
  }
}

ResolvedCall settle(const TypeScope& scope, const CallForm& call, const Candidate& chosen,
                    FunctionInfo function) {
  ResolvedCall resolved{.means = CallMeans::routine,
                        .outputs = function.outputs,
                        .targets = chosen.parameters,
                        .places = chosen.places,
                        .defaults_used = chosen.defaults,
                        .variadic_count = chosen.variadic};
  if (resolved.places.empty()) {
    for (std::size_t i = 0; i < call.arguments.size(); ++i) resolved.places.push_back(i);
  }
  // Defaults take part with their own types: those that are declared, as far as can be known.
  std::vector<TypeId> actual = call.arguments;
  std::vector<TypeId> declared = chosen.parameters;
  for (std::size_t i = 0; i < function.arguments.size() && chosen.defaults != 0; ++i) {
    if (std::find(resolved.places.begin(), resolved.places.end(), i) != resolved.places.end()) {
      continue;
    }
    if (is_polymorphic(function.arguments[i])) unknown("a polymorphic argument's default");
    actual.push_back(function.arguments[i]);
    declared.push_back(function.arguments[i]);
  }
  for (std::size_t i = 0; i < chosen.parameters.size(); ++i) {
    if (call.arguments[i] == types::unknown) refuse_unreadable(scope, chosen.parameters[i]);
  }
  PolymorphicTypes found;
  resolved.result = settle_polymorphic_types(scope, actual, declared, function.result, &found);
  if (resolved.result == types::unknown) unknown("a result without a type");
  resolved.targets.assign(declared.begin(),
                          declared.begin() + static_cast<std::ptrdiff_t>(call.arguments.size()));
  for (TypeId& output : resolved.outputs) output = replace_polymorphic(scope, output, found);
  const bool takes_any =
      function.variadic && !function.arguments.empty() && function.arguments.back() == types::any;
  if (takes_any) resolved.variadic_count = 0;
  if (takes_any && call.is_variadic && !call.arguments.empty() &&
      element_type(scope, base_type(scope, call.arguments.back())) == 0) {
    fail("42804", "VARIADIC argument must be an array");
  }
  resolved.function = std::move(function);
  return resolved;
}

}  // namespace

std::vector<FunctionInfo> functions_in(const TypeScope& scope, std::string_view schema,
                                       std::string_view name) {
  std::vector<FunctionInfo> functions;
  ExtensionMemo memo(scope);
  for (const rows::Function& row : system_tables::functions_named(name)) {
    if (row.versions.has(scope.version) && memo.schema_of(row.extension) == schema) {
      functions.push_back(info_of(row, schema));
    }
  }
  if (scope.source != nullptr) {
    scope.source->functions(schema, name, functions);
    add_constructors(scope, schema, name, functions);
  }
  return functions;
}

std::optional<FunctionInfo> find_function(const TypeScope& scope, std::string_view schema,
                                          std::string_view name,
                                          std::span<const TypeId> arguments) {
  const auto find_in = [&](std::string_view in) -> std::optional<FunctionInfo> {
    for (FunctionInfo& function : functions_in(scope, in, name)) {
      if (std::equal(function.arguments.begin(), function.arguments.end(), arguments.begin(),
                     arguments.end())) {
        return std::move(function);
      }
    }
    return std::nullopt;
  };
  if (!schema.empty()) {
    require_schema(scope, schema);
    return find_in(schema);
  }
  for (const std::string& in : scope.path) {
    if (auto found = find_in(in)) return found;
  }
  return std::nullopt;
}

std::string signature(const TypeScope& scope, const CallForm& call) {
  std::string text;
  if (!call.schema.empty()) text = core::format("{}.", call.schema);
  text += call.name;
  text += '(';
  const std::size_t positional = call.arguments.size() - call.names.size();
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (i != 0) text += ", ";
    if (i >= positional) text += core::format("{} => ", call.names[i - positional]);
    text += display_type(scope, call.arguments[i]);
  }
  return text + ')';
}

void no_such_function(const TypeScope& scope, const CallForm& call) {
  fail("42883", core::format("{} {} does not exist", call.is_call ? "procedure" : "function",
                             signature(scope, call)));
}

namespace {

/// Words that later servers read as syntax, and the built-in grammar as calls.
bool is_syntax_of_json(const TypeScope& scope, const CallForm& call) {
  static constexpr std::array words = {
      "json_object", "json_array", "json_objectagg", "json_arrayagg", "json",
      "json_scalar", "json_value", "json_query",     "json_exists",   "json_serialize"};
  return scope.version >= 16 && call.schema.empty() &&
         std::ranges::find(words, call.name) != words.end();
}

}  // namespace

ResolvedCall resolve_call(const TypeScope& scope, const CallForm& call) {
  if (call.arguments.size() > 100) {
    fail("54023", "cannot pass more than 100 arguments to a function");
  }
  Finder finder(scope, call);
  finder.find();
  const Choice choice = choose(scope, call, finder.candidates);
  if (choice.coercion != 0) {
    check_is_no_routine(scope, call);
    return {.means = CallMeans::coercion, .function = {}, .result = choice.coercion};
  }
  if (choice.is_ambiguous) {
    fail("42725", core::format("{} {} is not unique", call.is_call ? "procedure" : "function",
                               signature(scope, call)));
  }
  if (choice.candidate == nullptr) {
    if (may_be_projection(scope, call)) return {};
    if (is_syntax_of_json(scope, call)) unknown("the JSON syntax of later versions");
    no_such_function(scope, call);
  }
  FunctionInfo& function = finder.functions[choice.candidate->source];
  check_kind(scope, call, function, choice.candidate->variadic);
  ResolvedCall resolved = settle(scope, call, *choice.candidate, std::move(function));
  check_form(call, resolved.function);
  return resolved;
}

}  // namespace plumbline::sql
