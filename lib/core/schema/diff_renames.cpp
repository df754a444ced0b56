#include "core/schema/diff_renames.hpp"

#include <algorithm>
#include <set>

#include "core/schema/builder.hpp"
#include "core/schema/definition_key.hpp"
#include "core/schema/kinds.hpp"
#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

/// What lies in a schema, by kind and name.
std::string contents_of(const Schema& schema, std::string_view name) {
  std::string contents;
  for (const ObjectGroup& group : schema.groups()) {
    if (group.schema != name || group.kind == ObjectKind::schema) continue;
    for (ObjectIndex at = group.first; at < group.first + group.count; ++at) {
      contents += kind_name(group.kind);
      contents += name_part(own_identifier(schema.objects()[at].name));
    }
  }
  return contents;
}

/// Where an object lies: its table for a part, else its schema.
std::string place_of(const Schema& schema, const CatalogObject& object) {
  if (object.kind == ObjectKind::schema) return contents_of(schema, object.schema);
  if (is_part(object.kind)) return std::string(schema.objects()[object.parent].name);
  return std::string(object.schema);
}

struct Sides {
  std::vector<ObjectIndex> olds;
  std::vector<ObjectIndex> nows;
};

class RenameSearch {
 public:
  RenameSearch(const Schema& old, const Schema& now, const DiffFilter& filter)
      : old_(old), now_(now), filter_(filter) {}

  template <typename Place>
  void search(const std::vector<ObjectIndex>& missing, const std::vector<ObjectIndex>& unexpected,
              Place place) {
    std::map<std::string, Sides> by_key;
    const auto add = [&](const Schema& schema, ObjectIndex index, bool is_old) {
      const CatalogObject& object = schema.objects()[index];
      const std::string where = place(schema, object);
      Sides& sides = by_key[where + '\0' + definition_key(schema, object, filter_)];
      (is_old ? sides.olds : sides.nows).push_back(index);
    };
    for (const ObjectIndex index : missing) {
      if (!found_old_.contains(index)) add(old_, index, true);
    }
    for (const ObjectIndex index : unexpected) {
      if (!found_now_.contains(index)) add(now_, index, false);
    }
    for (const auto& [key, sides] : by_key) {
      if (sides.olds.size() != 1 || sides.nows.size() != 1) continue;
      found_old_.insert(sides.olds.front());
      found_now_.insert(sides.nows.front());
      renames_.push_back({sides.olds.front(), sides.nows.front()});
    }
  }

  std::vector<ObjectPair> take() && {
    std::ranges::sort(renames_);
    return std::move(renames_);
  }

 private:
  const Schema& old_;
  const Schema& now_;
  const DiffFilter& filter_;
  std::set<ObjectIndex> found_old_;
  std::set<ObjectIndex> found_now_;
  std::vector<ObjectPair> renames_;
};

}  // namespace

std::vector<ObjectPair> find_renames(const Schema& old, const Schema& now,
                                     const std::vector<ObjectIndex>& missing,
                                     const std::vector<ObjectIndex>& unexpected,
                                     const DiffFilter& filter) {
  if (missing.empty() || unexpected.empty()) return {};
  RenameSearch search(old, now, filter);
  search.search(missing, unexpected, place_of);
  search.search(missing, unexpected, [](const Schema& schema, const CatalogObject& object) {
    if (object.schema.empty() || is_part(object.kind)) return place_of(schema, object);
    return own_identifier(object.name);
  });
  return std::move(search).take();
}

RenamedTexts::RenamedTexts(const Schema& old, const Schema& now,
                           const std::vector<ObjectPair>& renames,
                           const std::vector<Match>& matches) {
  for (const ObjectPair& pair : renames)
    objects_.add(old.objects()[pair.old].name, now.objects()[pair.now].name);
  for (const Match& match : matches)
    objects_.add(old.objects()[match.pair.old].name, now.objects()[match.pair.now].name);
  for (const ObjectPair& pair : renames) {
    const CatalogObject& column = old.objects()[pair.old];
    if (column.kind != ObjectKind::column) continue;
    const std::string_view table = old.objects()[column.parent].name;
    NameReplacement& names = with_columns_.try_emplace(table, objects_).first->second;
    names.add(name_part(own_identifier(column.name)),
              name_part(own_identifier(now.objects()[pair.now].name)));
  }
}

bool RenamedTexts::explains(const Schema& schema, const CatalogObject& object,
                            std::string_view property, std::string_view old,
                            std::string_view now) const {
  // What people wrote is not rewritten by a rename.
  if (objects_.empty() || property == "comment" || property == "body") return false;
  std::string table;
  if (property == "references") {
    table = object_name(old.substr(0, old.find(" (")));
  } else if (object.kind == ObjectKind::statistics) {
    table = object_name(object.property("table"));
  } else if (object.parent != no_object) {
    table = schema.objects()[object.parent].name;
  } else {
    table = object.name;
  }
  const auto found = with_columns_.find(std::string_view(table));
  return (found == with_columns_.end() ? objects_ : found->second).explains(old, now);
}

}  // namespace plumbline::core
