/// CREATE FUNCTION and PROCEDURE: what its parts hand to each other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/session.hpp"
#include "sql/visit/parameters.hpp"
#include "sql/visit/setting_values.hpp"

namespace plumbline::sql {

/// The words behind CREATE FUNCTION (compute_function_attributes).
struct RoutineOptions {
  Node as;
  std::string language;
  bool has_language = false;
  std::vector<Node> transforms;
  bool is_window = false;
  std::string volatility = "volatile";
  bool is_strict = false;
  bool is_security_definer = false;
  bool is_leakproof = false;
  std::vector<Setting> settings;
  double cost = -1;
  double rows = -1;
  Node support;
  std::string parallel = "unsafe";
};

struct Routine {
  RoutineKind kind = RoutineKind::function;
  Id schema = Catalog::none;
  std::string own;
  RoutineOptions options;
  ParameterList list;
  std::string result;  ///< type alone: "integer"; "void" of a procedure without outputs
  TypeId result_id = 0;
  bool returns_set = false;
  std::string printed_result;  ///< pg_get_function_result
  std::string printed_arguments;
  std::string body;  ///< of `sql_body` what pg_get_function_sqlbody prints
  bool is_body_exact = true;
  std::string binary;
  Node sql_body;
  std::vector<Id> needs;
};

RoutineOptions read_routine_options(Session& session, const Node& options, RoutineKind kind);

struct Language {
  Id id = Catalog::none;
  bool is_trusted = true;
};
/// 42704 `language "x" does not exist`, 42501.
Language require_language(const Session& session, const std::string& name);
/// Whether it is there, without an error.
bool has_language(const Session& session, const std::string& name);

/// What the language's validator says: pseudo-types, syntax, and of SQL what the body refers to.
void check_routine_body(Session& session, Routine& routine);

/// OR REPLACE of `existing`: 42P13 where the caller would see a difference.
void check_replacement(const Session& session, Id existing, const Routine& routine);

}  // namespace plumbline::sql
