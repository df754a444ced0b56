/// A tree's migrations as steps of a gate: seeds between them, hooks around them, what failed as
/// findings. Used by the round trip and the dry run.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/runner.hpp"
#include "gate/course.hpp"
#include "gate/gate.hpp"
#include "gate/inference/inference.hpp"
#include "postgres/writable.hpp"

namespace plumbline::gate {

/// A file of the tree as reports name it.
std::string file_of(const TreeInput& tree, std::string_view file);

/// The pending changes on restored data: told from an upgrade from nothing, whose errors mean other
/// things.
inline constexpr std::string_view migrate_step = "migrate";

/// Rows to put in when the changes before `at` are applied.
struct SeedPoint {
  std::size_t at = 0;  ///< place in Plan::changes; their number = behind all
  std::vector<Seed> seeds;
};

/// The seeds of the settings and those that were inferred besides, in the plan's order. Throws
/// Error (configuration) for one that stands before a change that the plan does not have.
std::vector<SeedPoint> seed_points(const TreeInput& tree, const Inferred& inferred);

/// How the settings want the tool to be run.
adapters::RunnerOptions runner_options(const ProjectSettings& settings);

/// Where migrations will run, as far as what they need depends on it: a new server of ours, or
/// what one that was given has said.
struct ServerFacts {
  int version = 150'000;
  std::vector<postgres::ServerRole> roles = InferenceInput().roles;
};

/// What is inferred from, all changes of a tree. All must outlive it.
InferenceInput inference_input(const adapters::Tree& tree, const ProjectSettings& settings,
                               const std::vector<std::string>& common_roles,
                               const ServerFacts& server);

class Migration {
 public:
  /// Throws Error (tool) when a program that the tool needs is missing. All must outlive it.
  Migration(const TreeInput& tree, Lane& lane, bool with_trace);

  void set_database(const postgres::Writable& database);
  [[nodiscard]] const postgres::Writable& database() const noexcept { return *database_; }
  [[nodiscard]] adapters::Runner& runner() noexcept { return *runner_; }

  /// Applies the changes up to the one of that id; "" = as a deploy does. What ran is added to
  /// `step`.
  std::optional<Red> upgrade(GateStep& step, const std::string& upto);
  std::optional<Red> downgrade(GateStep& step, const std::string& downto);
  /// As Runner::walk; `red` is set to what ended it early.
  adapters::WalkOutcome walk(GateStep& step, const adapters::Walk& walk, std::optional<Red>& red);
  std::optional<Red> verify(GateStep& step);
  std::optional<Red> check_heads(GateStep& step);
  std::optional<Red> seed(GateStep& step, const std::vector<Seed>& seeds);

  /// A step with the settings' hooks around it. As Lane::step.
  bool step(const std::string& name, const std::string& subject, const Lane::Work& work);

 private:
  std::optional<Red> red_of(const adapters::RunOutcome& outcome, GateStep& step);
  std::optional<Red> run_hooks(const std::string& name, bool is_before);

  const TreeInput& tree_;
  Lane& lane_;
  std::unique_ptr<adapters::Runner> runner_;
  std::optional<postgres::Writable> database_;
  std::size_t done_ = 0;  ///< changes of the running step
};

}  // namespace plumbline::gate
