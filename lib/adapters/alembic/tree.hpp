/// One Alembic tree.
#pragma once

#include "adapters/adapter.hpp"
#include "adapters/alembic/make_plan.hpp"

namespace plumbline::adapters::alembic {

class AlembicTree final : public Tree {
 public:
  AlembicTree(const Place& place, const TreeOptions& options);

  [[nodiscard]] const Plan& plan() const noexcept override { return plan_; }
  [[nodiscard]] const Settings& settings() const noexcept override {
    return reading_.configuration.settings;
  }
  [[nodiscard]] std::vector<std::string> claims() const override;
  [[nodiscard]] std::string tool_json() const override;
  [[nodiscard]] std::string answer(std::string_view file_name,
                                   std::string_view questions) const override;
  [[nodiscard]] const Change* find(std::string_view reference) const override;
  [[nodiscard]] StatementList statements(const Change& change, Direction direction) const override;
  [[nodiscard]] EditResult edit(const EditRequest& request) const override;
  [[nodiscard]] std::string written_at(const Change& change) const override;
  [[nodiscard]] std::vector<std::string> register_commands(
      const std::vector<const Change*>& changes) const override;
  [[nodiscard]] Registry read_registry(postgres::Connection& connection) const override;
  [[nodiscard]] std::unique_ptr<Runner> make_runner(const RunnerOptions& options) const override;

 private:
  Place place_;
  Limits limits_;
  system::Environment environment_;
  Reading reading_;
  Plan plan_;
};

/// The documents of conformance/alembic. tool_json.cpp
std::string write_tool_json(const Reading& reading, const std::string& root);
/// REQUIRES: `questions` is the content of a queries.json. Throws Error (format) when it is none.
std::string write_answers(const Reading& reading, const std::string& root,
                          std::string_view questions);

/// Reads the version table and sees it beside the map. registry.cpp
Registry read_registry(postgres::Connection& connection, const Reading& reading, const Plan& plan);

}  // namespace plumbline::adapters::alembic
