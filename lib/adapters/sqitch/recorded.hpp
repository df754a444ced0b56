/// What stands in sqitch's registry, before it is compared with a plan. Spec sqitch §8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/finding.hpp"

namespace plumbline::postgres {
class Connection;
}

namespace plumbline::adapters::sqitch {

struct RecordedChange {
  std::string id;
  std::string name;
  std::string project;
  std::optional<std::string> script_hash;
  std::int64_t committed_at = 0;  ///< microseconds since 1970 UTC
  std::string committer;          ///< NAME <EMAIL>
  std::string planner;            ///< likewise
  std::string note;
  std::vector<std::string> tags;  ///< with the @, in their own order
  std::int64_t failures = 0;      ///< 'fail' events
};

struct RecordedTag {
  std::string tag;
  std::string change_id;
  std::string project;
  std::int64_t committed_at = 0;
};

struct RecordedProject {
  std::string name;
  std::optional<std::string> uri;
};

struct RecordedState {
  bool exists = false;
  bool was_read = false;
  std::string table;                    ///< quoted
  std::string version;                  ///< of the registry: "1.1"; "" when it has no releases
  std::vector<RecordedChange> changes;  ///< of all projects, by committed_at
  std::vector<RecordedTag> tags;
  std::vector<RecordedProject> projects;
  std::vector<Finding> findings;
};

/// Reads the registry in `schema`, else the one schema that holds sqitch's tables and knows
/// `project`.
RecordedState read_recorded(postgres::Connection& connection, const std::string& schema,
                            const std::string& project);

}  // namespace plumbline::adapters::sqitch
