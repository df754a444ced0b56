/// A loaded sqitch project.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "adapters/sqitch/config.hpp"
#include "adapters/sqitch/plan_file.hpp"
#include "adapters/sqitch/references.hpp"
#include "adapters/sqitch/target.hpp"

namespace plumbline::adapters::sqitch {

/// Immutable after construction.
class SqitchTree final : public Tree {
 public:
  SqitchTree(const Place& place, const TreeOptions& options);

  [[nodiscard]] const Plan& plan() const noexcept override { return plan_; }
  [[nodiscard]] const Settings& settings() const noexcept override { return settings_; }
  [[nodiscard]] std::vector<std::string> claims() const override;
  [[nodiscard]] std::string tool_json() const override;
  [[nodiscard]] std::string answer(std::string_view file_name,
                                   std::string_view questions) const override;
  [[nodiscard]] const Change* find(std::string_view reference) const override;
  [[nodiscard]] StatementList statements(const Change& change, Direction direction) const override;
  [[nodiscard]] EditResult edit(const EditRequest& request) const override;
  [[nodiscard]] std::vector<std::string> register_commands(
      const std::vector<const Change*>& changes) const override;
  [[nodiscard]] Registry read_registry(postgres::Connection& connection) const override;
  [[nodiscard]] std::unique_ptr<Runner> make_runner(const RunnerOptions& options) const override;

 private:
  void read_plan_file();
  [[nodiscard]] std::string registry_schema() const;

  Place place_;
  TreeOptions options_;
  Config config_;
  std::optional<SqitchTarget>
      target_;  ///< the one whose plan file this is, when it can be resolved
  TargetFiles files_;
  bool is_default_ = true;  ///< it is the default target's
  PlanFile plan_file_;
  std::unique_ptr<ChangeIndex> index_;
  Plan plan_;
  Settings settings_;
};

/// What a plan file and its scripts mean to the rest of Plumbline.
Plan make_plan(const PlanFile& plan_file, const ChangeIndex& index, const TargetFiles& files,
               const std::string& root, const TreeOptions& options);

Settings make_settings(const Config& config, const system::Environment& environment);

/// The document of conformance/sqitch/README.md, "plans".
std::string plan_json(const PlanFile& plan, const TargetFiles& files);
/// Likewise "conf": `names` one a line, may be empty.
std::string targets_json(const Config& config, const system::Environment& environment,
                         std::string_view names);
/// Likewise "uris", one a line, in a project whose configuration says core.engine = pg.
std::string uris_json(std::string_view uris);

}  // namespace plumbline::adapters::sqitch
