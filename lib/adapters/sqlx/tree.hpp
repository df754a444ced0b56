/// One sqlx project: a migration folder, what sqlx.toml says about it, and the plan they make.
/// Used by the adapter and its registry reader. Immutable after open.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/adapter.hpp"
#include "adapters/sqlx/config.hpp"
#include "adapters/sqlx/migrations.hpp"

namespace plumbline::adapters::sqlx {

struct RunSource;  // run.hpp

/// Where a tree's parts are, all but `root` relative to it.
struct Layout {
  std::string root;
  std::string config_file;  ///< "sqlx.toml"; "../sqlx.toml" when the root is the folder itself
  std::string directory;    ///< "" = as the configuration says
};

class SqlxTree final : public Tree {
 public:
  /// Checksums are computed whatever the options say: sqlx itself decides nothing without them.
  SqlxTree(const Layout& layout, const TreeOptions& options);

  [[nodiscard]] const Plan& plan() const noexcept override { return plan_; }
  [[nodiscard]] const Settings& settings() const noexcept override { return config_.settings; }
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
  /// For runs; refers to this tree.
  [[nodiscard]] RunSource run_source() const;

 private:
  std::string root_;
  std::string config_file_;
  Config config_;
  std::string directory_;
  Limits limits_;
  bool with_attributes_;
  Resolution resolution_;
  Plan plan_;
};

struct PlanOptions {
  std::string directory;  ///< as in the positions of the resolution's findings
  bool with_attributes = true;
};

/// The plan of a resolved folder, with what can be told from the files alone.
Plan make_plan(const Resolution& resolution, const Config& config, const PlanOptions& options);

}  // namespace plumbline::adapters::sqlx
