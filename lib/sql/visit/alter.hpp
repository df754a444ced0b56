/// What the files of this family (alter_*.cpp, maintenance.cpp) have for each other: alter.cpp
/// names them in its table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/effects.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

// -- Each statement's describe and apply

void describe_alter_table(const Node& statement, EffectsOf& effects);
void apply_alter_table(const Node& statement, Session& session);
void describe_drop(const Node& statement, EffectsOf& effects);
void apply_drop(const Node& statement, Session& session);
void describe_drop_role(const Node& statement, EffectsOf& effects);
void apply_drop_role(const Node& statement, Session& session);
void describe_drop_owned(const Node& statement, EffectsOf& effects);
void apply_drop_owned(const Node& statement, Session& session);
void describe_reassign_owned(const Node& statement, EffectsOf& effects);
void apply_reassign_owned(const Node& statement, Session& session);
void describe_rename(const Node& statement, EffectsOf& effects);
void apply_rename(const Node& statement, Session& session);
void describe_set_schema(const Node& statement, EffectsOf& effects);
void apply_set_schema(const Node& statement, Session& session);
void describe_alter_owner(const Node& statement, EffectsOf& effects);
void apply_alter_owner(const Node& statement, Session& session);
void describe_depends(const Node& statement, EffectsOf& effects);
void apply_depends(const Node& statement, Session& session);
void describe_comment(const Node& statement, EffectsOf& effects);
void apply_comment(const Node& statement, Session& session);
void describe_label(const Node& statement, EffectsOf& effects);
void apply_label(const Node& statement, Session& session);
void describe_grant(const Node& statement, EffectsOf& effects);
void apply_grant(const Node& statement, Session& session);
void describe_grant_role(const Node& statement, EffectsOf& effects);
void apply_grant_role(const Node& statement, Session& session);
void describe_default_privileges(const Node& statement, EffectsOf& effects);
void apply_default_privileges(const Node& statement, Session& session);
void describe_alter_sequence(const Node& statement, EffectsOf& effects);
void apply_alter_sequence(const Node& statement, Session& session);
void describe_alter_enum(const Node& statement, EffectsOf& effects);
void apply_alter_enum(const Node& statement, Session& session);
void describe_alter_domain(const Node& statement, EffectsOf& effects);
void apply_alter_domain(const Node& statement, Session& session);
void describe_alter_function(const Node& statement, EffectsOf& effects);
void apply_alter_function(const Node& statement, Session& session);
void describe_alter_policy(const Node& statement, EffectsOf& effects);
void apply_alter_policy(const Node& statement, Session& session);
void describe_alter_statistics(const Node& statement, EffectsOf& effects);
void apply_alter_statistics(const Node& statement, Session& session);
void describe_alter_type(const Node& statement, EffectsOf& effects);
void apply_alter_type(const Node& statement, Session& session);
void describe_alter_extension(const Node& statement, EffectsOf& effects);
void apply_alter_extension(const Node& statement, Session& session);
void describe_move_all(const Node& statement, EffectsOf& effects);
void apply_move_all(const Node& statement, Session& session);

// -- What several of them do

/// A relation's owner or its schema's: what DROP asks for.
void require_owner_or_schema(const Session& session, Id object);
/// Operator classes and families name their operators and types in ways that are not mended.
void refuse_operator_classes_of(const Session& session, Id object);
/// Owner, rights, columns' rights, owned sequences: AlterObjectOwner_internal, ATExecChangeOwner.
void change_owner(Session& session, Id object, std::string_view owner);
/// The role may own what lies there: 42501 `must be member of role "x"`.
void require_may_own(const Session& session, Id object, std::string_view owner);
/// Sequences that go with columns of the table.
std::vector<Id> owned_sequences(const Session& session, Id table);

/// The table and everything below it, in the order of find_all_inheritors; it first.
std::vector<Id> table_and_descendants(const Session& session, Id table);
/// How many parents have a column of that name (pg_attribute.attinhcount).
int inherited_count(const Session& session, Id column);
/// The same of a check constraint.
int inherited_check_count(const Session& session, Id constraint);
/// 42701 when a column of that name cannot be there.
void require_free_column_name(const Session& session, Id table, std::string_view name);

/// One attribute of a composite type.
struct Attribute {
  std::string name;
  std::string rest;  ///< type and collation, as the catalog has it
};
std::vector<Attribute> composite_attributes(const Session& session, Id type);
void store_attributes(Session& session, Id type, const std::vector<Attribute>& attributes);
/// Tables of that type.
std::vector<Id> typed_tables(const Session& session, Id type);

}  // namespace plumbline::sql
