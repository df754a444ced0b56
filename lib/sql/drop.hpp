/// DROP with all that hangs on it. Rules: findDependentObjects and reportDependentObjects of
/// PostgreSQL's catalog/dependency.c.
#pragma once

#include <span>
#include <vector>

#include "sql/session.hpp"

namespace plumbline::sql {

/// Removes `objects` and what hangs on them automatically; with `cascade` also what needs them.
/// Fails with 2BP01 `cannot drop table a because other objects depend on it` (one object) or
/// `cannot drop desired object(s) because other objects depend on them`, also when one of them is
/// internal to another (`… because … requires it`). A dropped default, NOT NULL and the like, which
/// are properties, are taken from what lives on. The caller has checked ownership.
void drop_objects(Session& session, std::span<const Id> objects, bool cascade);
inline void drop_object(Session& session, Id object, bool cascade) {
  drop_objects(session, {&object, 1}, cascade);
}

}  // namespace plumbline::sql
