/// What tells that a change has run: what it has made, changed or dropped, looked up in the live
/// schema. A thing proves something only where nothing else can have made it so: neither an
/// earlier object of its name, nor a later statement that nobody can read.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "checks/crossing/crossing.hpp"
#include "checks/crossing/sides.hpp"

namespace plumbline::checks {

Presence presence_of(const std::vector<Evidence>& evidence);

/// Follows the plan, change by change, and looks for their evidence behind it. All must outlive it.
class EvidenceSearch {
 public:
  explicit EvidenceSearch(const sql::Catalog& planned) : planned_(planned) {}

  /// The next change was run on what the plan makes. An applied one ran on the live database too.
  void follow(const TracedScript& traced, bool is_applied);
  /// Of the change that was followed as number `at`, as of now. REQUIRES: those before it have
  /// their presence in `changes`.
  [[nodiscard]] std::vector<Evidence> find(std::size_t at, const TracedScript& traced,
                                           const Schema& live,
                                           const std::vector<ChangeState>& changes) const;

 private:
  class Gathering;

  const sql::Catalog& planned_;
  std::size_t followed_ = 0;
  std::unordered_map<sql::Id, std::size_t> maker_;                  ///< number of the change
  std::unordered_map<std::string, std::vector<sql::Id>> replaced_;  ///< removed ones by kind, name
  std::unordered_map<sql::Id, std::size_t> remover_;                ///< number of the change
  std::optional<std::size_t> last_opaque_;  ///< the last applied change that may do anything
};

}  // namespace plumbline::checks
