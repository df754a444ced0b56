#include "sql/visit/create.hpp"

#include "sql/visitor.hpp"

namespace plumbline::sql {

namespace {

constexpr Visitor visitors[] = {
    {"CreateForeignTableStmt", describe_create_foreign_table, apply_create_foreign_table},
    {"CreatePolicyStmt", describe_create_policy, apply_create_policy},
    {"CreateSeqStmt", describe_create_sequence, apply_create_sequence},
    {"CreateStatsStmt", describe_create_statistics, apply_create_statistics},
    {"CreateStmt", describe_create_table, apply_create_table},
    {"CreateTrigStmt", describe_create_trigger, apply_create_trigger},
    {"IndexStmt", describe_create_index, apply_create_index},
};

}  // namespace

std::span<const Visitor> create_visitors() { return visitors; }

}  // namespace plumbline::sql
