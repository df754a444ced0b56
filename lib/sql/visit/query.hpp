/// The family of visitors that read and write rows, and those that keep a query: its rows are in
/// query.cpp.
#pragma once

#include <string>
#include <vector>

#include "sql/analysis/query.hpp"
#include "sql/effects.hpp"
#include "sql/node.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

void apply_view(const Node& statement, Session& session);
void apply_table_as(const Node& statement, Session& session);
void apply_select_into(const Node& statement, Session& session);
void apply_refresh(const Node& statement, Session& session);
void apply_rule(const Node& statement, Session& session);
void apply_select(const Node& statement, Session& session);
void apply_insert(const Node& statement, Session& session);
void apply_update(const Node& statement, Session& session);
void apply_delete(const Node& statement, Session& session);
void apply_merge(const Node& statement, Session& session);
void apply_truncate(const Node& statement, Session& session);
void apply_copy(const Node& statement, Session& session);
void apply_call(const Node& statement, Session& session);
void describe_explain(const Node& statement, EffectsOf& effects);
void apply_explain(const Node& statement, Session& session);
void apply_prepare(const Node& statement, Session& session);
void apply_execute(const Node& statement, Session& session);
void apply_deallocate(const Node& statement, Session& session);
void apply_declare_cursor(const Node& statement, Session& session);
void apply_fetch(const Node& statement, Session& session);
void apply_close(const Node& statement, Session& session);

void describe_view(const Node& statement, EffectsOf& effects);
void describe_table_as(const Node& statement, EffectsOf& effects);
void describe_refresh(const Node& statement, EffectsOf& effects);
void describe_rule(const Node& statement, EffectsOf& effects);
void describe_query(const Node& statement, EffectsOf& effects);
void describe_truncate(const Node& statement, EffectsOf& effects);
void describe_call(const Node& statement, EffectsOf& effects);

/// What running user code means: it may fail, and what it might change is doubted.
void note_user_code(Session& session, const std::vector<Id>& called);
/// What a view reads, through other views too: each relation once, the view first.
std::vector<Id> behind_view(const Catalog& catalog, Id view);
/// Fails with 55000 where a query that is run reads a materialized view that holds nothing yet
/// (ExecOpenScanRelation); behind a view it may be that nothing reads it.
void require_populated(Session& session, const Query& query);
/// What running an analysed query means: both of the above.
void note_query(Session& session, const Query& query);

}  // namespace plumbline::sql
