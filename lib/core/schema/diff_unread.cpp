#include "core/schema/diff_unread.hpp"

#include <algorithm>

#include "core/format.hpp"
#include "core/schema/diff_one_sided.hpp"

namespace plumbline::core {

namespace {

std::string key_of(const CatalogObject& object) {
  return format("{} {}", kind_name(object.kind), object.name);
}

}  // namespace

UnreadObjects::UnreadObjects(const SchemaSource& old, const SchemaSource& now)
    : old_(old), now_(now) {
  for (const Unchecked& unchecked : old.unchecked) add(unchecked);
  for (const Unchecked& unchecked : now.unchecked) add(unchecked);
}

void UnreadObjects::add(const Unchecked& unchecked) {
  const std::string_view what = unchecked.what;
  if (!find_kind(what.substr(0, what.find(' ')))) return;  // no object: only listed
  const std::size_t colon = what.rfind(": ");
  const bool names_property =
      colon != std::string_view::npos && what.find('"', colon) == std::string_view::npos;
  if (!names_property) {
    whole_.emplace(what);
    return;
  }
  properties_[std::string(what.substr(0, colon))].emplace(what.substr(colon + 2));
}

bool UnreadObjects::covers_whole(const CatalogObject& object) const {
  return whole_.contains(std::string(kind_name(object.kind))) || whole_.contains(key_of(object));
}

bool UnreadObjects::covers(const Schema& schema, const CatalogObject& object) const {
  if (whole_.empty()) return false;
  if (covers_whole(object)) return true;
  const CatalogObject* whole = whole_of(schema, object);
  return whole != nullptr && covers_whole(*whole);
}

bool UnreadObjects::covers_property(const CatalogObject& object, std::string_view property) const {
  if (properties_.empty()) return false;
  const auto found = properties_.find(key_of(object));
  return found != properties_.end() && found->second.contains(property);
}

std::vector<Unchecked> UnreadObjects::list() const {
  std::vector<Unchecked> all;
  const auto is_in = [](const SchemaSource& source, const Unchecked& one) {
    return std::ranges::find(source.unchecked, one) != source.unchecked.end();
  };
  for (const Unchecked& one : old_.unchecked) {
    all.push_back(one);
    if (!is_in(now_, one)) all.back().why += " (old)";
  }
  for (const Unchecked& one : now_.unchecked) {
    if (is_in(old_, one)) continue;
    all.push_back(one);
    all.back().why += " (new)";
  }
  return all;
}

}  // namespace plumbline::core
