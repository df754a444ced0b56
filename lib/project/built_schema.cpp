/// Project::built_schema: the plan is really run, by its own tool, on a database of our own.
#include <algorithm>
#include <set>
#include <span>

#include "adapters/runner.hpp"
#include "core/ancestry.hpp"
#include "core/call.hpp"
#include "gate/inference/inference.hpp"
#include "gate/migrate.hpp"
#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "plumbline/server.hpp"
#include "plumbline/target.hpp"
#include "postgres/cluster/cluster.hpp"
#include "postgres/cluster/database_maker.hpp"
#include "postgres/session.hpp"
#include "project/state.hpp"
#include "system/format.hpp"

namespace plumbline {

namespace {

class Building {
 public:
  Building(const Project& project, std::string_view upto, const BuiltSchemaOptions& options)
      : project_(project), tree_(*project.state().tree), plan_(tree_.plan()), options_(options) {
    if (!upto.empty()) {
      last_ = tree_.find(upto);
      if (last_ == nullptr) {
        throw Error(Status::not_found,
                    system::format("no change of this plan is called \"{}\"", upto));
      }
      wanted_ = core::ancestry(plan_, *last_);
    }
    const project::Context& context = *project.state().context;
    common_roles_ = context.config.gate.roles;
    if (const auto* const given = context.config.project(project.path(), plan_.tool)) {
      settings_ = *given;
    }
  }

  Schema run(postgres::DatabaseMaker& maker) {
    const gate::Inferred inferred = infer(maker);
    runner_ = tree_.make_runner(gate::runner_options(settings_));
    for (const std::string& role : common_roles_) maker.create_role(role);
    for (const std::string& role : settings_.roles) maker.create_role(role);
    for (const gate::InferredRole& role : inferred.roles) {
      if (is_wanted(role.change)) maker.create_role(role.name);
    }
    database_.emplace(maker.create());
    for (const Change& change : plan_.changes) seed_before(change, inferred);
    upgrade(last_ == nullptr ? std::string() : last_->id);
    if (last_ == nullptr) {
      for (const gate::Seed& seed : settings_.seeds) {
        if (seed.before.empty()) put_in(seed.sql, "the end");
      }
    }
    runner_->release();
    Target target = Target::open(database_->uri());
    return capture_schema(target, options_.schema);
  }

 private:
  gate::Inferred infer(const postgres::DatabaseMaker& maker) const {
    if (!options_.infer || !project_.state().context->config.gate.infer) return {};
    return gate::infer(
        gate::inference_input(tree_, settings_, common_roles_,
                              {.version = maker.server_version(), .roles = maker.roles()}));
  }

  [[nodiscard]] bool is_wanted(const std::string& change) const {
    return last_ == nullptr || wanted_.contains(change);
  }

  void seed_before(const Change& change, const gate::Inferred& inferred) {
    if (change.shadowed || !is_wanted(change.id)) return;
    std::vector<std::string_view> rows;
    for (const gate::Seed& seed : settings_.seeds) {
      if (!seed.before.empty() && tree_.find(seed.before) == &change) rows.push_back(seed.sql);
    }
    for (const gate::InferredSeed& seed : inferred.seeds) {
      if (seed.change == change.id) rows.push_back(seed.sql);
    }
    if (rows.empty()) return;
    const auto before = static_cast<std::size_t>(&change - plan_.changes.data());
    if (!plan_.traits.scripts_are_separate) {
      for (const std::string& parent : change.parents) upgrade(parent);
    } else if (before > 0) {
      upgrade(plan_.changes[before - 1].id);
    }
    for (const std::string_view sql : rows) put_in(sql, change_label(plan_, change));
  }

  void put_in(std::string_view sql, const std::string& label) {
    runner_->release();
    const auto session = postgres::Session::open(*database_);
    const postgres::Outcome outcome = session->run(sql);
    if (!outcome.error) return;
    ErrorFields fields = outcome.error->fields;
    fields.message = system::format("the seed before \"{}\": {}", label, fields.message);
    throw Error(Status::server, std::move(fields));
  }

  void upgrade(const std::string& upto) {
    const adapters::RunOutcome outcome = runner_->upgrade(*database_, upto);
    if (!outcome.failure) return;
    const adapters::RunFailure& failure = *outcome.failure;
    const Change* const change = find_change(plan_, failure.change);
    ErrorFields fields;
    fields.message = system::format(
        "the plan cannot be built{}: {}",
        change == nullptr ? "" : " at \"" + change_label(plan_, *change) + '"', failure.message);
    fields.detail = failure.detail;
    if (fields.detail.empty() && failure.output != failure.message) fields.detail = failure.output;
    fields.sqlstate = failure.sqlstate;
    fields.where = {.file = failure.file, .line = static_cast<int>(failure.line)};
    throw Error(Status::tool, std::move(fields));
  }

  const Project& project_;
  const adapters::Tree& tree_;
  const Plan& plan_;
  const BuiltSchemaOptions& options_;
  const Change* last_ = nullptr;
  std::set<std::string_view> wanted_;
  std::vector<std::string> common_roles_;
  gate::ProjectSettings settings_;
  std::unique_ptr<adapters::Runner> runner_;
  std::optional<postgres::Writable> database_;
};

}  // namespace

Schema Project::built_schema(std::string_view upto, const BuiltSchemaOptions& options) const {
  return core::run_call(options.schema.control, "build", [&](const core::Call&) {
    Building building(*this, upto, options);
    if (options.running != nullptr) {
      postgres::DatabaseMaker maker(options.running->cluster());
      return building.run(maker);
    }
    const gate::GateSettings& settings = state_->context->config.gate;
    if (options.server || !settings.server.empty()) {
      const std::string& server = options.server ? *options.server : settings.server;
      postgres::DatabaseMaker maker(
          server, {.create_roles = options.create_roles || settings.create_roles});
      return building.run(maker);
    }
    const auto cluster = postgres::Cluster::start();
    postgres::DatabaseMaker maker(*cluster);
    return building.run(maker);
  });
}

}  // namespace plumbline
