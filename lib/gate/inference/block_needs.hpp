/// Rows that a DO block needs: where it raises an exception without them. And the parts of
/// need.cpp that it takes statements apart with.
#pragma once

#include <vector>

#include "gate/inference/need.hpp"
#include "sql/node.hpp"

namespace plumbline::gate {

/// REQUIRES: a DoStmt.
void add_block_needs(const sql::Node& statement, sql::Session& session,
                     std::vector<RowNeed>& needs);

/// Of a SELECT that must have a row, or of which the count or EXISTS must tell of one.
void add_query_need(const sql::Node& select, sql::Session& session, bool is_certain,
                    std::vector<RowNeed>& needs, bool is_counted = false);
/// Of an INSERT or a block.
void add_statement_needs(const sql::Node& root, sql::Session& session, bool is_certain,
                         std::vector<RowNeed>& needs);

}  // namespace plumbline::gate
