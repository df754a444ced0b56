/// Arguments of functions, procedures and aggregates. Rules: interpret_function_parameter_list
/// (commands/functioncmds.c), print_function_arguments (utils/adt/ruleutils.c).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sql/analysis/type_name.hpp"
#include "sql/session.hpp"
#include "sql/types/type.hpp"

namespace plumbline::sql {

enum class RoutineKind : std::uint8_t { function, procedure, aggregate };

struct Parameter {
  char mode = 'i';  ///< as pg_proc.proargmodes: i o b v t
  std::string name;
  std::string type;  ///< without a modifier
  TypeId type_id = 0;
  bool has_default = false;
  std::string default_text;
  bool is_exact = true;
  [[nodiscard]] bool is_input() const noexcept { return mode == 'i' || mode == 'b' || mode == 'v'; }
  [[nodiscard]] bool is_output() const noexcept {
    return mode == 'o' || mode == 'b' || mode == 't';
  }
};

struct ParameterList {
  std::vector<Parameter> parameters;
  std::vector<Id> needs;
  /// What OUT parameters say of the result: "" when there are none, "record" for several.
  std::string required_result;
  bool is_exact = true;

  /// "(integer, text)": the inputs, as a function is called.
  [[nodiscard]] std::string signature() const;
  [[nodiscard]] std::vector<TypeId> inputs() const;
};

/// A type that may be only a shell, where `resolve_type` refuses those.
TypeUse resolve_type_or_shell(Session& session, const Node& type_name);
/// As LookupTypeName: whether there is a type of that name at all.
bool has_type(Session& session, const Node& type_name);

/// `parameters`: FunctionParameter nodes. `language`: shells are refused for "sql".
ParameterList read_parameters(Session& session, const Node& parameters, RoutineKind kind,
                              std::string_view language);

/// pg_get_function_arguments. `direct`: of an ordered-set aggregate how many come before ORDER BY;
/// -1 for all else.
std::string print_parameters(const Session& session, const ParameterList& list, RoutineKind kind,
                             int direct = -1);
/// "TABLE(a integer, b text)"; "" when none of them is a column of a table.
std::string print_table_result(const Session& session, const ParameterList& list);

/// The id of a type's text; 0 when it is none that is known.
TypeId type_id_of_text(const Session& session, std::string_view text);

/// check_valid_polymorphic_signature and check_valid_internal_signature: 42P13.
void check_polymorphic_result(const Session& session, TypeId result,
                              const std::vector<TypeId>& inputs);

}  // namespace plumbline::sql
