/// Runs statements on a catalog in memory: for each what PostgreSQL would say.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/effects.hpp"
#include "plumbline/prediction.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/statement.hpp"
#include "sql/catalog.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

struct SimulatorOptions {
  int server_version = 150000;  ///< when starting from nothing
  std::string role = "postgres";
  bool is_superuser = true;
  std::vector<std::string> search_path;  ///< of a new session; empty: the default
};

/// A property that a statement changed; "" for absent. "name" when the object is called otherwise.
struct PropertyChange {
  Id object = Catalog::none;
  std::string property;
  std::string before;
  std::string after;
};

/// What a statement did, besides its verdict.
struct Trace {
  std::vector<Id> made;  ///< objects, parts too
  std::vector<PropertyChange> changed;
  std::vector<Id> removed;  ///< still readable in the catalog, not alive
  std::vector<Skipped> skipped;
};

struct Visitor;

class Simulator {
 public:
  explicit Simulator(const SimulatorOptions& options);
  /// REQUIRES: not of a relative schema.
  Simulator(const Schema& start, const SimulatorOptions& options);
  ~Simulator();

  /// One statement, in the transaction that is open. REQUIRES: on a large stack
  /// (system/large_stack.hpp) for good speed; any stack works.
  StatementVerdict run(const Statement& statement, Trace* trace = nullptr);
  /// A whole list as its tool sends it: its transaction, one message, stop at the first failure.
  /// A failure takes back what the list's transaction did.
  std::vector<StatementVerdict> run(const StatementList& list,
                                    std::vector<Trace>* traces = nullptr);

  /// What a list would do now; nothing of it remains.
  std::vector<StatementVerdict> rehearse(const StatementList& list,
                                         std::vector<Trace>* traces = nullptr);

  /// Called before each statement that is reached, with the state that it finds; empty: no more.
  void watch(std::function<void(const Statement&)> before_each) {
    before_each_ = std::move(before_each);
  }

  [[nodiscard]] Catalog& catalog() noexcept { return catalog_; }
  [[nodiscard]] const Catalog& catalog() const noexcept { return catalog_; }
  [[nodiscard]] Session& session() noexcept { return session_; }
  [[nodiscard]] Schema schema() const { return catalog_.to_schema(); }

 private:
  void begin_session(const SimulatorOptions& options);
  StatementVerdict run_parsed(const Node& root, const Statement& statement, Trace* trace);
  void run_list(const StatementList& list, std::vector<StatementVerdict>& verdicts,
                std::vector<Trace>* traces);
  void take_back_sequences(const Node& root, const std::map<Id, std::int64_t>& before);
  bool passes_over(const Node& root, const Visitor& visitor);
  void doubt_effects(const Node& root, std::string_view why);
  void doubt_touched(Catalog::Mark since, std::string_view why);
  void doubt_rows(std::string_view table);
  void doubt_dependents(std::string_view name, std::string_view why);
  [[nodiscard]] bool may_be_otherwise(const Node& root, const Failure& failure) const;
  void doubt_commit();
  void doubt_success(const Node& root);
  StatementVerdict take_as_unknown(const Node& root, std::string why, bool goes_on);
  void fill(Trace& trace, Catalog::Mark since) const;

  Catalog catalog_;
  Session session_;
  std::function<void(const Statement&)> before_each_;
};

/// Effects of each statement of a list, from the text alone.
std::vector<StatementEffects> describe(const StatementList& list, int server_version = 150000);

}  // namespace plumbline::sql
