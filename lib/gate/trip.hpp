/// One tree's round trip: up with seeds between, heads, down, up again. Used by round_trip.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "gate/known_prefix.hpp"
#include "gate/migrate.hpp"
#include "gate/scratch_server.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::gate {

class Trip {
 public:
  /// Throws Error (tool) as Migration. All must outlive it.
  Trip(const TreeInput& tree, const GateInput& input, const GateOptions& options, Course& course);

  [[nodiscard]] Lane& lane() noexcept { return lane_; }
  [[nodiscard]] const TreeInput& tree() const noexcept { return tree_; }
  [[nodiscard]] const Inferred& inferred() const noexcept { return inferred_; }
  [[nodiscard]] const KnownPrefix& prefix() const noexcept { return *prefix_; }
  /// What this trip cannot show, one line each.
  [[nodiscard]] const std::vector<std::string>& not_covered() const noexcept { return notes_; }

  /// What the migrations need besides what was given. Throws Error (configuration).
  void prepare(int server_version);
  void make_roles(ScratchServer& server);
  /// Steps until one is red. The database stays, with nobody connected.
  void run(ScratchServer& server);
  /// What the next gate can begin with; absent when this one was red, or began with it.
  [[nodiscard]] std::optional<ScratchServer::Kept> kept() const;

 private:
  void find_turn();
  void seed_before(std::size_t count);
  void climb();
  void go_back();
  void go_back_one_by_one();
  void return_to_head();
  std::optional<Red> reach(GateStep& step, std::size_t count);
  std::optional<Red> go_to(GateStep& step, std::size_t count);
  bool knows_way_down(std::size_t known);
  void note_schema(std::size_t count);
  std::optional<Red> step_down(GateStep& step, std::size_t to);
  std::optional<Red> rebuild(GateStep& step, std::size_t count);
  std::optional<Red> climb_again(GateStep& step, std::size_t count);
  [[nodiscard]] std::vector<std::string> ids_before(std::size_t count) const;
  [[nodiscard]] std::string label(std::size_t at) const {
    return change_label(plan_, plan_.changes[at]);
  }

  const TreeInput& tree_;
  const Plan& plan_;
  const GateInput& input_;
  const bool each_;
  const bool infer_;
  Lane lane_;
  Migration migration_;
  Inferred inferred_;
  std::vector<SeedPoint> seeds_;
  std::optional<KnownPrefix> prefix_;
  std::optional<postgres::Writable> database_;
  ScratchServer* server_ = nullptr;
  bool is_line_;
  std::size_t applied_ = 0;          ///< changes of the plan that the database has
  std::optional<std::size_t> turn_;  ///< where the way back ends; absent: there is none
  /// By number of applied changes, from turn_ on; each of them for `each`.
  std::vector<std::optional<Schema>> schemas_;
  std::vector<std::string> notes_;
};

}  // namespace plumbline::gate
