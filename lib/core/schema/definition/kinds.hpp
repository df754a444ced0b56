/// The renderers, by family: each gives the SQL that would make the object. Where the server has a
/// pg_get_…def, theirs is its text (ruleutils.c, with search_path = pg_catalog); else the form is
/// that of pg_dump as far as one statement goes.
#pragma once

#include <string>
#include <string_view>

#include "core/schema/definition/subject.hpp"

namespace plumbline::core {

// constraint.cpp
std::string constraint_definition(const Subject& constraint);
/// As pg_get_constraintdef(): without the table and the name.
std::string constraint_text(const Subject& constraint);

// index.cpp
std::string index_definition(const Subject& index);
std::string statistics_definition(const Subject& statistics);

// table.cpp
std::string table_definition(const Subject& table);
std::string column_definition(const Subject& column);

// relation.cpp
std::string view_definition(const Subject& view);
/// " USING heap2 WITH (…) TABLESPACE fast"
std::string storage_clauses(const Subject& relation);

// sequence.cpp
std::string sequence_definition(const Subject& sequence);
/// What GENERATED … AS IDENTITY has within its brackets; "" for a column that is none or like any.
std::string identity_options(const Subject& column);

// function.cpp
std::string function_definition(const Subject& function);
/// What stands behind SET … TO, from the value as the catalog has it.
std::string setting_value(std::string_view name, std::string_view value);
// aggregate.cpp
std::string aggregate_definition(const Subject& aggregate);

// trigger.cpp
std::string trigger_definition(const Subject& trigger);
std::string event_trigger_definition(const Subject& trigger);
std::string policy_definition(const Subject& policy);

// type.cpp
std::string type_definition(const Subject& type);
std::string enum_definition(const Subject& type);
std::string domain_definition(const Subject& domain);
std::string collation_definition(const Subject& collation);
std::string conversion_definition(const Subject& conversion);
std::string cast_definition(const Subject& cast);

// operators.cpp
std::string operator_definition(const Subject& of);
std::string operator_family_definition(const Subject& family);
std::string operator_class_definition(const Subject& of);

// text_search.cpp
std::string text_search_parser_definition(const Subject& parser);
std::string text_search_template_definition(const Subject& of);
std::string text_search_dictionary_definition(const Subject& dictionary);
std::string text_search_configuration_definition(const Subject& configuration);

// language.cpp
std::string language_definition(const Subject& language);
std::string transform_definition(const Subject& transform);
std::string access_method_definition(const Subject& method);
std::string extension_definition(const Subject& extension);
std::string schema_definition(const Subject& schema);

// foreign.cpp
std::string foreign_data_wrapper_definition(const Subject& wrapper);
std::string server_definition(const Subject& server);
std::string user_mapping_definition(const Subject& mapping);

// replication.cpp
std::string publication_definition(const Subject& publication);
std::string subscription_definition(const Subject& subscription);

// role.cpp
std::string role_definition(const Subject& role);
std::string default_privileges_definition(const Subject& privileges);

}  // namespace plumbline::core
