/// What may have been renamed: a missing and an unexpected object that are defined alike, and what
/// texts look like after all such renames. The last step of a comparison.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/diff_filter.hpp"
#include "core/schema/diff_matches.hpp"
#include "core/schema/name_replacement.hpp"

namespace plumbline::core {

/// A missing and an unexpected object: the only ones of one definition in one place, or of one
/// definition and one name in different schemas.
std::vector<ObjectPair> find_renames(const Schema& old, const Schema& now,
                                     const std::vector<ObjectIndex>& missing,
                                     const std::vector<ObjectIndex>& unexpected,
                                     const DiffFilter& filter);

class RenamedTexts {
 public:
  RenamedTexts(const Schema& old, const Schema& now, const std::vector<ObjectPair>& renames,
               const std::vector<Match>& matches);
  /// What an extension left out of the snapshots took along into another schema.
  void add_moved_extension(const Schema& old, std::string_view old_schema, const Schema& now,
                           std::string_view new_schema);

  /// Whether a property's new text is the old one with the new names of other objects.
  [[nodiscard]] bool explains(const Schema& schema, const CatalogObject& object,
                              std::string_view property, std::string_view old,
                              std::string_view now) const;

 private:
  [[nodiscard]] const LocalNames* names_for(const Schema& schema, const CatalogObject& object,
                                            std::string_view property, std::string_view text) const;

  NameReplacement objects_;
  LocalNames all_;  // for queries, which read any table
  std::map<std::string_view, LocalNames> by_table_;
};

}  // namespace plumbline::core
