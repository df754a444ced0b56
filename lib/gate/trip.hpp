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
#include "postgres/catalog/schema_watch.hpp"

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
  void prepare(const ServerFacts& server);
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
  void return_to_head();
  std::optional<Red> reach(GateStep& step, std::size_t count);
  std::optional<Red> go_to(GateStep& step, std::size_t count);
  bool knows_way_down(std::size_t known);
  void note_schema(std::size_t count);
  std::optional<Red> step_down(GateStep& step, std::size_t to);
  [[nodiscard]] std::string way_back_of(std::size_t at) const;
  [[nodiscard]] Red way_back_red(Red red, std::size_t at) const;
  std::optional<Red> rebuild(GateStep& step, std::size_t count);
  std::optional<Red> climb_again(GateStep& step, std::size_t count);
  void begin_anew(std::size_t top);
  std::optional<Red> seed_again(GateStep& step, std::size_t count);

  // each.cpp: every way back.
  enum class WalkEnd { whole, differs, failed, unwatched };
  WalkEnd walk_up(GateStep& step, std::size_t count, std::optional<Red>& red);
  std::optional<Red> go_watched(GateStep& step, std::size_t count);
  std::optional<Red> climb_each(GateStep& step, std::size_t count);
  void stop_walking(const std::string& why);
  void go_back_one_by_one();
  WalkEnd walk_back(GateStep& step);
  std::optional<Red> return_to(GateStep& step, std::size_t count);
  std::optional<Red> compare_anew(GateStep& step, std::size_t to);
  std::optional<Red> take_back(GateStep& step, WalkEnd end);
  std::optional<Red> end_at_turn(GateStep& step);
  void tell_way_back(std::size_t to);
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

  /// For `each`: whether the tool is walked, what it came to by number of applied changes, and by
  /// how much that may differ from now on though nobody would call it a difference.
  bool walks_ = false;
  postgres::SchemaWatch watch_;
  std::vector<std::optional<postgres::SchemaState>> states_;
  postgres::SchemaState harmless_;
  postgres::SchemaState seen_;  ///< of the last look
  bool is_broken_ = false;      ///< a database could not be made anew: nothing more can be told
  std::size_t top_ = 0;         ///< where the way down of this database began
};

}  // namespace plumbline::gate
