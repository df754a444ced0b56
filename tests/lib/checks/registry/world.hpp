/// A small linear plan and its registry, to be bent by each test of a registry rule.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumbline/plan.hpp"
#include "plumbline/registry.hpp"

namespace plumbline::tests::checks {

/// Changes "1" to "4", each with a deploy script of its own on a line of its own; rows for
/// `applied`, and every other change pending.
struct World {
  Plan plan;
  Registry registry;
};

inline Position line_of(std::string_view file, int line) {
  Position where;
  where.file = file;
  where.line = line;
  where.column = 1;
  return where;
}

inline RegistryRow row_of(const Change& change) {
  RegistryRow row;
  row.id = change.id;
  row.name = change.name;
  row.checksum = change.deploy.checksum;
  return row;
}

inline World world_with(const std::vector<std::string>& applied) {
  World world;
  world.plan.tool = "sqlx";
  world.plan.file = "migrations";
  world.plan.traits.linear = true;
  for (int number = 1; number <= 4; ++number) {
    Change change;
    change.id = std::to_string(number);
    change.name = "step " + change.id;
    change.deploy = {"migrations/" + change.id + "_step.sql", true, "c0ffee0" + change.id};
    change.where = line_of(change.deploy.file, number);
    world.plan.changes.push_back(change);
  }
  world.registry.exists = true;
  world.registry.table = "public._sqlx_migrations";
  for (const Change& change : world.plan.changes) {
    bool is_applied = false;
    for (const std::string& id : applied) is_applied = is_applied || id == change.id;
    if (is_applied) world.registry.rows.push_back(row_of(change));
    (is_applied ? world.registry.applied : world.registry.pending).push_back(change.id);
  }
  return world;
}

/// The registry could not be read: nothing may be concluded from its rows.
inline void make_unreadable(Registry& registry) {
  registry.rows.clear();
  registry.applied.clear();
  registry.pending.clear();
  registry.findings.push_back(make_finding("registry/unreadable", "no right to read it"));
}

}  // namespace plumbline::tests::checks
