/// Predictions, effects and planned schemas: the simulator on a project's scripts.
#include "plumbline/prediction.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "checks/crossing/sides.hpp"
#include "checks/deploy/prediction.hpp"
#include "core/ancestry.hpp"
#include "core/call.hpp"
#include "core/plan_index.hpp"
#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "plumbline/version.hpp"
#include "postgres/connection.hpp"
#include "project/simulate.hpp"
#include "project/state.hpp"
#include "sql/script.hpp"
#include "sql/simulator.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/large_stack.hpp"

namespace plumbline {

namespace {

/// Whether the deploy gets behind it.
bool add(Prediction& prediction, const StatementList& list,
         const std::vector<StatementVerdict>& verdicts, const std::string& change) {
  for (std::size_t at = 0; at < list.statements.size(); ++at) {
    PredictedStatement& one = prediction.statements.emplace_back();
    one.statement = list.statements[at];
    one.verdict = verdicts[at];
    one.change = change;
    one.finding = checks::deploy::finding_of(one);
  }
  return std::ranges::none_of(
      verdicts, [&](const StatementVerdict& verdict) { return verdict.verdict == Verdict::fails; });
}

StatementList read_script(const std::string& path) {
  const Limits limits;
  const std::string text = system::read_file(path, limits);
  sql::PsqlOptions options;
  options.max_included_bytes = limits.max_file_bytes;
  options.include = [&](const std::string& file) -> std::optional<std::string> {
    try {
      return system::read_file(file, limits);
    } catch (const Error&) {
      return std::nullopt;
    }
  };
  return sql::read_psql_script(text, path, options);
}

}  // namespace

bool Prediction::has(Verdict verdict) const noexcept {
  return std::ranges::any_of(
      statements, [&](const PredictedStatement& one) { return one.verdict.verdict == verdict; });
}

Prediction predict_scripts(Target* target, const PredictOptions& options) {
  return core::run_call(options.control, "predict", [&](const core::Call&) {
    std::optional<postgres::SnapshotScope> snapshot;
    if (target != nullptr) snapshot.emplace(target->connection());
    std::vector<StatementList> lists;
    for (const std::string& path : options.scripts) lists.push_back(read_script(path));
    const Schema schema = project::starting_schema(target, options.schema, options.control);
    const sql::SimulatorOptions how =
        project::simulation_options(target, schema.source().server_version);
    if (snapshot) snapshot->end();
    Prediction prediction;
    prediction.grammar = grammar_version();
    prediction.unchecked = schema.source().unchecked;
    system::run_on_large_stack([&] {
      sql::Simulator simulator(schema, how);
      for (int run = 0; run < (options.twice ? 2 : 1); ++run) {
        for (const StatementList& list : lists) add(prediction, list, simulator.run(list), "");
      }
    });
    return prediction;
  });
}

Prediction Project::predict(Target* target, const PredictOptions& options) const {
  if (!options.scripts.empty()) return predict_scripts(target, options);
  return core::run_call(options.control, "predict", [&](const core::Call& call) {
    std::optional<postgres::SnapshotScope> snapshot;
    if (target != nullptr) snapshot.emplace(target->connection());
    std::vector<const Change*> pending;
    if (target != nullptr) {
      const Registry registry = state_->tree->read_registry(target->connection());
      const core::PlanIndex index(plan());
      for (const std::string& id : registry.pending) pending.push_back(index.find(id));
      std::erase(pending, nullptr);
    } else {
      for (const Change& change : plan().changes) {
        if (!change.shadowed) pending.push_back(&change);
      }
    }
    if (!options.upto.empty()) {
      const Change* const last = find(options.upto);
      if (last == nullptr) {
        throw Error(Status::not_found,
                    system::format("no change of this plan is called \"{}\"", options.upto));
      }
      const auto found = std::ranges::find(pending, last);
      if (found != pending.end()) pending.erase(found + 1, pending.end());
      // One that is applied already leaves nothing to run.
      if (found == pending.end()) pending.clear();
    }
    const Schema schema = project::starting_schema(target, options.schema, options.control);
    const sql::SimulatorOptions how =
        project::simulation_options(target, schema.source().server_version);
    if (snapshot) snapshot->end();
    Prediction prediction;
    prediction.grammar = grammar_version();
    prediction.unchecked = schema.source().unchecked;
    const checks::ReadStatements read = project::statements_of(*this);
    system::run_on_large_stack([&] {
      sql::Simulator simulator(schema, how);
      bool is_reached = true;
      for (int run = 0; run < (options.twice ? 2 : 1); ++run) {
        for (const Change* change : pending) {
          const StatementList list = read(*change, Direction::deploy);
          const std::vector<StatementVerdict> verdicts =
              is_reached
                  ? simulator.run(list)
                  : std::vector<StatementVerdict>(list.statements.size(), checks::not_reached());
          is_reached = add(prediction, list, verdicts, change->id) && is_reached;
        }
      }
    });
    call.tell_progress(path(), 1, 1);
    return prediction;
  });
}

std::vector<StatementEffects> Project::effects(const Change& change, Direction direction) const {
  return sql::describe(state_->tree->statements(change, direction));
}

namespace {

Schema plan_schema(const Project& project, const adapters::Tree& tree, std::string_view upto,
                   const PlannedSchemaOptions& options) {
  const Plan& plan = project.plan();
  std::vector<std::string>* const makers = options.makers;
  const int server_version =
      options.server_version == 0 ? grammar_version() / 10000 * 10000 : options.server_version;
  const Change* const last = upto.empty() ? nullptr : project.find(upto);
  if (last == nullptr && !upto.empty()) {
    throw Error(Status::not_found, system::format("no change of this plan is called \"{}\"", upto));
  }
  std::set<std::string_view> wanted;
  if (last != nullptr) wanted = core::ancestry(plan, *last);
  std::vector<std::string> unknown;
  std::unordered_map<std::string, std::string> made_by;
  Schema schema;
  system::run_on_large_stack([&] {
    sql::Simulator simulator(sql::SimulatorOptions{.server_version = server_version});
    std::vector<std::pair<sql::Id, const std::string*>> made;
    for (const Change& change : plan.changes) {
      if (change.shadowed || (last != nullptr && !wanted.contains(change.id))) continue;
      StatementList list = tree.statements(change, Direction::deploy);
      checks::make_missing_roles(simulator, list);
      const checks::TracedScript traced = checks::run_traced(simulator, std::move(list));
      for (const sql::Trace& trace : traced.traces) {
        for (const sql::Id id : trace.made) made.emplace_back(id, &change.id);
      }
      for (std::size_t at = 0; at < traced.script.verdicts.size(); ++at) {
        const StatementVerdict& verdict = traced.script.verdicts[at];
        const Position& where = traced.script.list.statements[at].where;
        if (verdict.verdict == Verdict::ok) continue;
        if (verdict.verdict == Verdict::unknown && verdict.effects_known) continue;
        unknown.push_back(
            system::format("{}:{}: {}", where.file, where.line,
                           verdict.verdict == Verdict::fails ? verdict.message : verdict.why));
      }
    }
    const sql::Catalog& catalog = simulator.catalog();
    for (const auto& [id, change] : made) {
      if (catalog.is_alive(id)) {
        made_by[std::string(kind_name(catalog[id].kind)) + ' ' + catalog.name(id)] = *change;
      }
    }
    if (unknown.empty()) schema = simulator.schema();
  });
  if (!unknown.empty()) {
    ErrorFields fields;
    fields.message =
        system::format("the plan's schema cannot be known without running it: {}", unknown.front());
    for (const std::string& place : unknown) fields.detail += place + '\n';
    throw Error(Status::unsupported, std::move(fields));
  }
  if (makers != nullptr) {
    makers->clear();
    for (const CatalogObject& object : schema.objects()) {
      const auto found =
          made_by.find(std::string(kind_name(object.kind)) + ' ' + std::string(object.name));
      makers->push_back(found == made_by.end() ? "" : found->second);
    }
  }
  return schema;
}

}  // namespace

Schema Project::planned_schema(std::string_view upto, const PlannedSchemaOptions& options) const {
  return core::run_call(options.control, "plan", [&](const core::Call&) {
    return plan_schema(*this, *state_->tree, upto, options);
  });
}

}  // namespace plumbline
