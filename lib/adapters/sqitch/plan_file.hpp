/// A sqitch.plan as sqitch 1.3.1 reads it: the facts between the reader, the identity and the
/// adapter's Plan. Follows App::Sqitch::Plan, Plan::Change, Plan::Tag and Plan::Depend; spec sqitch
/// §1 to §5.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/finding.hpp"
#include "plumbline/position.hpp"

namespace plumbline::adapters::sqitch {

/// One item between the brackets.
struct Dependency {
  std::string spelled;  ///< as written, with `!` and prefix
  bool is_conflict = false;
  std::optional<std::string> project;  ///< the prefix before the colon
  std::string change;                  ///< "" for a tag or an id alone
  std::optional<std::string> tag;      ///< without the @
  std::string id;                      ///< 40 hex when that is all that is named
  Position where;

  /// As sqitch's `Depend::key_name`: change, tag or id without prefix.
  [[nodiscard]] std::string key_name() const;
  /// As sqitch's `Depend::as_string`: the prefix stays only when it names another project.
  [[nodiscard]] std::string written_form(std::string_view own_project) const;
};

/// What changes and tags have in common.
struct PlannedItem {
  std::string name;
  std::string id;         ///< SHA-1, 40 hex
  std::string timestamp;  ///< as written
  std::string planner_name;
  std::string planner_email;
  std::string note;  ///< trimmed and unescaped
  Position where;    ///< of the name
};

struct PlannedChange : PlannedItem {
  std::string change_operator;  ///< "", "+", "-"
  std::vector<Dependency> requirements;
  std::vector<Dependency> conflicts;
  std::size_t tags_begin = 0;  ///< its tags are tags[tags_begin, tags_end)
  std::size_t tags_end = 0;
  bool is_reworked = false;  ///< a later line has its name
  std::size_t rework_last =
      0;  ///< when reworked: the last change of the last closed section at that line
  Position timestamp_where;
};

struct PlannedTag : PlannedItem {
  std::size_t change = 0;  ///< index of the change it belongs to
};

/// Why sqitch refuses a plan, in its words.
struct PlanRefusal {
  std::string message;
  std::string ident;  ///< as conformance/sqitch/README.md: "parse", "DEV", "perl", "hang", "plan"
  std::optional<int> line;  ///< the line that sqitch names
};

struct PlanFile {
  std::string file;
  std::string project;
  std::optional<std::string> uri;  ///< canonical
  std::string written_uri;         ///< as URI.pm prints it without making it canonical
  std::vector<PlannedChange> changes;
  std::vector<PlannedTag> tags;
  std::vector<Finding> findings;
  std::optional<PlanRefusal> refusal;  ///< the first error, as sqitch would stop at it
  bool has_unread_lines =
      false;  ///< some line gave no change, so ids below it are not what sqitch will compute
};

/// Never throws for content. Linear in the text.
PlanFile read_plan(std::string_view text, std::string file);

/// Fills every id, parents first; as sqitch's `Change::info`, `Tag::info` and `id`.
void identify(PlanFile& plan);

/// Indices of the tags that sqitch's `Change::rework_tags` lists, in its order. Empty for a change
/// that is not reworked.
std::vector<std::size_t> rework_tags(const PlanFile& plan, std::size_t change);

/// The canonical form of a %uri value, as `URI->new($value)->canonical`; `written` receives
/// `URI->new($value)`.
std::string canonical_uri(std::string_view value, std::string& written);

}  // namespace plumbline::adapters::sqitch
