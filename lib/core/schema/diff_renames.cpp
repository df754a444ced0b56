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

/// Of what lies in a schema, functions without their arguments.
std::set<std::string, std::less<>> own_names(const Schema& schema, std::string_view name) {
  std::set<std::string, std::less<>> names;
  for (const ObjectGroup& group : schema.groups()) {
    if (group.schema != name) continue;
    for (ObjectIndex at = group.first; at < group.first + group.count; ++at) {
      const std::string_view whole = schema.objects()[at].name;
      names.insert(name_part(own_identifier(whole.substr(0, whole.find('(')))));
    }
  }
  return names;
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
              KeyNames left_out, Place place) {
    std::map<std::string, Sides> by_key;
    const auto add = [&](const Schema& schema, ObjectIndex index, bool is_old) {
      const CatalogObject& object = schema.objects()[index];
      const std::string where = place(schema, object);
      Sides& sides = by_key[where + '\0' + definition_key(schema, object, filter_, left_out)];
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
  search.search(missing, unexpected, KeyNames::own, place_of);
  search.search(missing, unexpected, KeyNames::all_schemas,
                [](const Schema& schema, const CatalogObject& object) {
                  if (object.schema.empty() || is_part(object.kind))
                    return place_of(schema, object);
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
    const CatalogObject& object = old.objects()[pair.old];
    const std::string old_name = name_part(own_identifier(object.name));
    const std::string new_name = name_part(own_identifier(now.objects()[pair.now].name));
    if (object.kind == ObjectKind::column) {
      by_table_[old.objects()[object.parent].name].columns.add(old_name, new_name);
      all_.columns.add(old_name, new_name);
    } else if (object.kind == ObjectKind::table || object.kind == ObjectKind::view) {
      all_.qualifiers.add(old_name, new_name);
    }
  }
}

void RenamedTexts::add_moved_extension(const Schema& old, std::string_view old_schema,
                                       const Schema& now, std::string_view new_schema) {
  objects_.add_moved({.old_schema = name_part(old_schema),
                      .new_schema = name_part(new_schema),
                      .staying = own_names(old, old_schema),
                      .waiting = own_names(now, new_schema)});
}

/// The columns that a text can read, beside objects of any kind; null when none was renamed.
const LocalNames* RenamedTexts::names_for(const Schema& schema, const CatalogObject& object,
                                          std::string_view property, std::string_view text) const {
  constexpr std::string_view published = "table:";
  std::string table;
  if (property == "query" || property == "definition" || property == "sql_body" ||
      object.kind == ObjectKind::policy) {
    return &all_;
  }
  if (property == "references") {
    table = object_name(text.substr(0, text.find(" (")));
  } else if (property.starts_with(published)) {
    table = object_name(property.substr(published.size()));
  } else if (object.kind == ObjectKind::statistics) {
    table = object_name(object.property("table"));
  } else if (object.parent != no_object) {
    table = schema.objects()[object.parent].name;
  } else {
    table = object.name;
  }
  const auto found = by_table_.find(std::string_view(table));
  return found == by_table_.end() ? nullptr : &found->second;
}

bool RenamedTexts::explains(const Schema& schema, const CatalogObject& object,
                            std::string_view property, std::string_view old,
                            std::string_view now) const {
  // What people wrote is not rewritten by a rename.
  if (objects_.empty() || property == "comment" || property == "body") return false;
  return objects_.explains(old, now, names_for(schema, object, property, old));
}

}  // namespace plumbline::core
