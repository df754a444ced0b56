#include "sql/rights.hpp"

#include <array>
#include <vector>

#include "core/schema/qualified_name.hpp"

namespace plumbline::sql {

namespace {

/// In the order of snapshots.
constexpr std::array<std::string_view, 15> words = {
    "SELECT",  "INSERT", "UPDATE", "DELETE",  "TRUNCATE",  "REFERENCES", "TRIGGER",     "MAINTAIN",
    "EXECUTE", "USAGE",  "CREATE", "CONNECT", "TEMPORARY", "SET",        "ALTER SYSTEM"};

constexpr Rights bit(int at) noexcept { return Rights{1} << static_cast<unsigned>(at); }
constexpr Rights select = bit(0), insert = bit(1), update = bit(2), truncate = bit(4),
                 references = bit(5), trigger = bit(6), delete_ = bit(3), maintain = bit(7),
                 execute = bit(8), usage = bit(9), create = bit(10), connect = bit(11),
                 temporary = bit(12), set = bit(13), alter_system = bit(14);

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t at = 0; at < a.size(); ++at) {
    const char c = a[at] >= 'a' && a[at] <= 'z' ? static_cast<char>(a[at] - 'a' + 'A') : a[at];
    if (c != b[at]) return false;
  }
  return true;
}

Rights public_rights(Righted kind) noexcept {
  switch (kind) {
    case Righted::database:
      return temporary | connect;
    case Righted::function:
      return execute;
    case Righted::language:
    case Righted::type:
      return usage;
    default:
      return 0;
  }
}

bool has_public_default(Righted kind) noexcept { return public_rights(kind) != 0; }

constexpr std::string_view prefix = "grant:";

/// "SELECT*, INSERT by bob" into `held`; what is behind " by " is returned.
std::string_view read_list(std::string_view text, Acl::Held& held) {
  std::string_view grantor;
  if (const std::size_t by = text.find(" by "); by != std::string_view::npos) {
    grantor = text.substr(by + 4);
    text = text.substr(0, by);
  }
  for (std::string_view word : core::list_items(text)) {
    const bool is_grantable = word.ends_with('*');
    if (is_grantable) word.remove_suffix(1);
    const Rights right = right_named(word).value_or(0);
    held.rights |= right;
    if (is_grantable) held.grantable |= right;
  }
  return grantor;
}

std::string words_of(const Acl::Held& held) {
  std::string text;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if ((held.rights & bit(static_cast<int>(at))) == 0) continue;
    if (!text.empty()) text += ", ";
    text += words[at];
    if ((held.grantable & bit(static_cast<int>(at))) != 0) text += '*';
  }
  return text.empty() ? "none" : text;
}

}  // namespace

std::optional<Rights> right_named(std::string_view word) {
  if (equals_ignoring_case(word, "TEMP")) return temporary;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (equals_ignoring_case(word, words[at])) return bit(static_cast<int>(at));
  }
  return std::nullopt;
}

std::string right_words(Rights rights) { return words_of({.rights = rights, .grantable = 0}); }

Rights all_rights(Righted kind, int server_version) noexcept {
  switch (kind) {
    case Righted::column:
      return select | insert | update | references;
    case Righted::relation:
      return select | insert | update | delete_ | truncate | references | trigger |
             (server_version >= 170'000 ? maintain : 0);
    case Righted::sequence:
      return select | update | usage;
    case Righted::database:
      return create | temporary | connect;
    case Righted::function:
      return execute;
    case Righted::language:
    case Righted::type:
    case Righted::foreign_data_wrapper:
    case Righted::foreign_server:
      return usage;
    case Righted::large_object:
      return select | update;
    case Righted::schema:
      return usage | create;
    case Righted::tablespace:
      return create;
    case Righted::parameter:
      return set | alter_system;
  }
  return 0;
}

std::optional<Righted> righted(ObjectKind kind) noexcept {
  switch (kind) {
    case ObjectKind::column:
      return Righted::column;
    case ObjectKind::table:
    case ObjectKind::foreign_table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
      return Righted::relation;
    case ObjectKind::sequence:
      return Righted::sequence;
    case ObjectKind::database:
      return Righted::database;
    case ObjectKind::function:
    case ObjectKind::procedure:
    case ObjectKind::aggregate:
      return Righted::function;
    case ObjectKind::language:
      return Righted::language;
    case ObjectKind::type:
    case ObjectKind::enumeration:
    case ObjectKind::domain:
      return Righted::type;
    case ObjectKind::large_objects:
      return Righted::large_object;
    case ObjectKind::schema:
      return Righted::schema;
    case ObjectKind::tablespace:
      return Righted::tablespace;
    case ObjectKind::foreign_data_wrapper:
      return Righted::foreign_data_wrapper;
    case ObjectKind::server:
      return Righted::foreign_server;
    case ObjectKind::parameter:
      return Righted::parameter;
    default:
      return std::nullopt;
  }
}

Acl::Acl(Righted kind, std::string_view owner, int server_version, bool has_defaults)
    : kind_(kind),
      owner_(owner),
      server_version_(server_version),
      has_defaults_(has_defaults && kind != Righted::column) {
  if (!has_defaults_) return;
  if (has_public_default(kind_)) entries_[{"", ""}] = usual("");
  entries_[{owner_, ""}] = usual(owner_);
}

Acl Acl::read(const Catalog& catalog, Id object) {
  const Id whole = catalog.whole(object);
  Acl acl(righted(catalog[object].kind).value_or(Righted::relation), catalog.value(whole, "owner"),
          catalog.server_version());
  acl.read_from(catalog, object);
  return acl;
}

void Acl::read_from(const Catalog& catalog, Id object) {
  for (const Catalog::Value& value : catalog[object].values) {
    if (!value.name.starts_with(prefix)) continue;
    std::string grantee(value.name.substr(prefix.size()));
    if (grantee == "PUBLIC") grantee.clear();
    std::erase_if(entries_, [&](const auto& entry) { return entry.first.first == grantee; });
    std::string_view rest = value.text;
    while (!rest.empty()) {
      const std::size_t end = rest.find("; ");
      Held held;
      const std::string_view grantor = read_list(rest.substr(0, end), held);
      entries_[{grantee, std::string(grantor)}] = held;
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
    }
  }
}

Acl::Held Acl::usual(std::string_view grantee) const {
  if (!has_defaults_) return {};
  if (grantee.empty()) return {.rights = public_rights(kind_), .grantable = 0};
  if (grantee != owner_) return {};
  // The owner of a language or large object has what everybody and acldefault give.
  return {.rights = kind_ == Righted::parameter ? (set | alter_system)
                                                : all_rights(kind_, server_version_),
          .grantable = 0};
}

std::string Acl::grantor_key(std::string_view grantor) const {
  return grantor == owner_ ? std::string() : std::string(grantor);
}

void Acl::write(Catalog& catalog, Id object) const {
  std::map<std::string, std::string> texts;
  std::map<Who, Held> all = entries_;
  if (has_defaults_) {
    if (has_public_default(kind_)) all.try_emplace({"", ""});
    all.try_emplace({owner_, ""});
  }
  for (const auto& [who, held] : all) {
    const auto& [grantee, grantor] = who;
    const bool is_default_of =
        has_defaults_ && grantor.empty() &&
        (grantee == owner_ || (grantee.empty() && has_public_default(kind_)));
    if (held.rights == 0 && !is_default_of) continue;
    if (is_default_of && held == usual(grantee)) continue;
    std::string text = words_of(held);
    if (!grantor.empty()) text += " by " + grantor;
    std::string& known = texts[grantee.empty() ? "PUBLIC" : grantee];
    known += known.empty() ? text : "; " + text;
  }
  std::vector<std::string> old;
  for (const Catalog::Value& value : catalog[object].values) {
    if (value.name.starts_with(prefix)) old.emplace_back(value.name.substr(prefix.size()));
  }
  for (const std::string& role : old) {
    if (!texts.contains(role)) catalog.set_keyed(object, "grant:", role, "");
  }
  for (const auto& [role, text] : texts) {
    if (catalog.value(object, std::string(prefix) + role) != text)
      catalog.set_keyed(object, "grant:", role, text);
  }
}

void Acl::check_circle(std::string_view grantee, const std::string& grantor, Rights rights) const {
  if (grantor.empty()) return;  // the owner can always grant
  Acl without = *this;
  for (auto at = without.entries_.begin(); at != without.entries_.end();) {
    if (at->first.first == grantee && at->second.grantable != 0) {
      without.revoke(std::string(grantee), at->first.second, at->second.grantable, true, true);
      at = without.entries_.begin();
    } else {
      ++at;
    }
  }
  if ((rights & ~without.grantable(grantor)) != 0)
    fail("0LP01", "grant options cannot be granted back to your own grantor");
}

void Acl::grant(std::string_view grantee, std::string_view grantor, Rights rights, bool grantable) {
  const std::string from = grantor_key(grantor);
  if (grantable) check_circle(grantee, from, rights);
  Held& held = entries_[{std::string(grantee), from}];
  held.rights |= rights;
  if (grantable) held.grantable |= rights;
}

void Acl::revoke(std::string_view grantee, std::string_view grantor, Rights rights,
                 bool grant_option_only, bool cascade) {
  const auto found = entries_.find({std::string(grantee), grantor_key(grantor)});
  if (found == entries_.end()) return;
  const Rights lost = found->second.grantable & rights;
  found->second.grantable &= ~rights;
  if (!grant_option_only) found->second.rights &= ~rights;
  if (found->second.rights == 0) entries_.erase(found);
  if (lost != 0) recursive_revoke(grantee, lost, cascade);
}

void Acl::recursive_revoke(std::string_view grantee, Rights rights, bool cascade) {
  if (grantee == owner_) return;  // keeps its grant options
  rights &= ~grantable(grantee);
  if (rights == 0) return;
  std::vector<Who> given;
  for (const auto& [who, held] : entries_) {
    if (who.second == grantee && (held.rights & rights) != 0) given.push_back(who);
  }
  if (given.empty()) return;
  if (!cascade) fail("2BP01", "dependent privileges exist");
  for (const Who& who : given) revoke(who.first, who.second, rights, false, true);
}

void Acl::merge(const Acl& other) {
  for (const auto& [who, held] : other.entries_) {
    Held& mine = entries_[{who.first, grantor_key(who.second)}];
    mine.rights |= held.rights;
    mine.grantable |= held.grantable;
  }
}

void Acl::change_owner(std::string_view owner) {
  std::map<Who, Held> changed;
  for (const auto& [who, held] : entries_) {
    Who now = who;
    if (now.first == owner_) now.first = owner;
    if (now.second == owner) now.second.clear();
    Held& one = changed[now];
    one.rights |= held.rights;
    one.grantable |= held.grantable;
  }
  entries_ = std::move(changed);
  owner_ = owner;
}

Rights Acl::held(std::string_view role) const {
  Rights rights = 0;
  for (const auto& [who, held] : entries_) {
    if (who.first == role || who.first.empty()) rights |= held.rights;
  }
  return rights;
}

Rights Acl::grantable(std::string_view role) const {
  if (role.empty()) return 0;
  if (role == owner_) return ~Rights{0};
  Rights rights = 0;
  for (const auto& [who, held] : entries_) {
    if (who.first == role) rights |= held.grantable;
  }
  return rights;
}

bool Acl::names(std::string_view role) const {
  for (const auto& [who, held] : entries_) {
    if (held.rights != 0 && (who.first == role || who.second == role) && role != owner_)
      return true;
  }
  return false;
}

void Acl::forget(std::string_view role) {
  std::erase_if(entries_, [&](const auto& entry) {
    return (entry.first.first == role && role != owner_) || entry.first.second == role;
  });
}

}  // namespace plumbline::sql
