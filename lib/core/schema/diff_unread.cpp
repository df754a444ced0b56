#include "core/schema/diff_unread.hpp"

#include <algorithm>
#include <optional>

#include "core/format.hpp"
#include "core/schema/diff_one_sided.hpp"
#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

std::string key_of(const CatalogObject& object) {
  return format("{} {}", kind_name(object.kind), object.name);
}

/// The kind of which "operator families" are all.
std::optional<ObjectKind> kind_of_words(std::string_view words) {
  struct Ending {
    std::string_view plural;
    std::string_view singular;
  };
  constexpr Ending endings[] = {{"ies", "y"}, {"es", ""}, {"s", ""}, {"", ""}};
  if (words == "foreign servers") return ObjectKind::server;
  if (words == "extended statistics") return ObjectKind::statistics;
  for (const Ending& ending : endings) {
    if (!words.ends_with(ending.plural)) continue;
    std::string name(words.substr(0, words.size() - ending.plural.size()));
    name += ending.singular;
    std::ranges::replace(name, ' ', '-');
    if (const std::optional<ObjectKind> kind = find_kind(name)) return kind;
  }
  return std::nullopt;
}

}  // namespace

UnreadObjects::UnreadObjects(const SchemaSource& old, const SchemaSource& now)
    : old_(old), now_(now) {
  for (const Unchecked& unchecked : old.unchecked) add(unchecked, old.relative);
  for (const Unchecked& unchecked : now.unchecked) add(unchecked, now.relative);
}

void UnreadObjects::add(const Unchecked& unchecked, bool is_relative) {
  std::string what = unchecked.what;
  if (const std::optional<ObjectKind> kind = kind_of_words(what)) {
    whole_.emplace(kind_name(*kind));
    return;
  }
  const std::size_t space = what.find(' ');
  const std::optional<ObjectKind> kind = find_kind(what.substr(0, space));
  if (!kind) return;  // no object: only listed
  if (is_relative && *kind > ObjectKind::schema) {
    const std::vector<std::size_t> ends =
        dotted_name_ends(std::string_view(what).substr(space + 1));
    if (!ends.empty() && what[space + 1 + ends.front()] == '.')
      what.erase(space + 1, ends.front() + 1);
  }
  const std::size_t colon = what.rfind(": ");
  const bool names_property =
      colon != std::string::npos && what.find('"', colon) == std::string::npos;
  if (!names_property) {
    whole_.insert(std::move(what));
    return;
  }
  properties_[what.substr(0, colon)].insert(what.substr(colon + 2));
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
