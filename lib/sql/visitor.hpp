/// What Plumbline knows of one kind of statement: one row a node type, in lib/sql/visit. `apply`
/// and `describe` of a kind stand side by side, so that what it does is written down once.
#pragma once

#include <span>
#include <string_view>

#include "sql/effects.hpp"
#include "sql/node.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

struct Visitor {
  std::string_view node;  ///< "CreateStmt"
  /// From the text alone: what is required, created, dropped, altered.
  void (*describe)(const Node& statement, EffectsOf& effects);
  /// Checks as the server would, in its order, and changes the catalog. Throws Failure or Unknown;
  /// what it changed before is undone then. Null: no statement of that kind changes anything or
  /// fails (tell the truth).
  void (*apply)(const Node& statement, Session& session);
};

// One function a family, in visit/FAMILY.cpp.
std::span<const Visitor> alter_visitors();
std::span<const Visitor> create_visitors();
std::span<const Visitor> object_visitors();
std::span<const Visitor> query_visitors();
std::span<const Visitor> session_visitors();

/// Null for a node type that nobody knows.
const Visitor* find_visitor(std::string_view node) noexcept;

}  // namespace plumbline::sql
