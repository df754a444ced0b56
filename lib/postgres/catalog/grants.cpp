#include "postgres/catalog/grants.hpp"

#include <map>
#include <string>

#include "postgres/catalog/array_text.hpp"

namespace plumbline::postgres {

namespace {

struct Right {
  char letter;
  std::string_view word;
};

constexpr Right rights[] = {
    {'r', "SELECT"},    {'a', "INSERT"},     {'w', "UPDATE"},       {'d', "DELETE"},
    {'D', "TRUNCATE"},  {'x', "REFERENCES"}, {'t', "TRIGGER"},      {'m', "MAINTAIN"},
    {'X', "EXECUTE"},   {'U', "USAGE"},      {'C', "CREATE"},       {'c', "CONNECT"},
    {'T', "TEMPORARY"}, {'s', "SET"},        {'A', "ALTER SYSTEM"},
};

/// What everybody and what the owner have when nothing was granted.
struct Defaults {
  std::string_view everybody;
  std::string_view owner;
};

Defaults defaults_of(GrantKind kind, int server_version) {
  switch (kind) {
    case GrantKind::column:
      return {"", ""};
    case GrantKind::parameter:
      return {"", "sA"};
    case GrantKind::relation:
      return {"", server_version >= 170'000 ? "arwdDxtm" : "arwdDxt"};
    case GrantKind::sequence:
      return {"", "rwU"};
    case GrantKind::database:
      return {"Tc", "CTc"};
    case GrantKind::function:
      return {"X", "X"};
    case GrantKind::language:
    case GrantKind::type:
      return {"U", "U"};
    case GrantKind::large_object:
      return {"", "rw"};
    case GrantKind::schema:
      return {"", "UC"};
    case GrantKind::tablespace:
      return {"", "C"};
    case GrantKind::foreign_data_wrapper:
    case GrantKind::foreign_server:
      return {"", "U"};
  }
  return {"", ""};
}

/// A role's name at the front of `text`, which may be in double quotes. Moves behind it.
std::string take_role(std::string_view& text) {
  std::string name;
  bool is_quoted = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      if (is_quoted && at + 1 < text.size() && text[at + 1] == '"') {
        name += text[at++];
      } else {
        is_quoted = !is_quoted;
      }
    } else if ((c == '=' || c == '/') && !is_quoted) {
      break;
    } else {
      name += c;
    }
  }
  text.remove_prefix(at);
  return name;
}

/// Letter, then '*' when it may be granted on.
using Letters = std::map<char, bool>;

Letters letters_of(std::string_view text) {
  Letters letters;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_grantable = at + 1 < text.size() && text[at + 1] == '*';
    letters[text[at]] = is_grantable;
    if (is_grantable) ++at;
  }
  return letters;
}

std::string in_words(const Letters& letters) {
  std::string words;
  for (const Right& right : rights) {
    const auto found = letters.find(right.letter);
    if (found == letters.end()) continue;
    if (!words.empty()) words += ", ";
    words += right.word;
    if (found->second) words += '*';
  }
  return words.empty() ? "none" : words;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> read_grants(std::string_view acl, GrantKind kind,
                                                             std::string_view owner,
                                                             int server_version) {
  std::vector<std::pair<std::string, std::string>> grants;
  if (acl.empty()) return grants;
  // By grantee and, when it is not the owner, by grantor.
  std::map<std::pair<std::string, std::string>, Letters> given;
  const Defaults defaults = defaults_of(kind, server_version);
  if (!defaults.everybody.empty()) given[{"", ""}] = {};
  if (!defaults.owner.empty()) given[{std::string(owner), ""}] = {};
  for (const std::string& item : read_array(acl)) {
    std::string_view rest = item;
    const std::string grantee = take_role(rest);
    if (rest.empty()) continue;
    const std::size_t slash = rest.find('/');
    const Letters letters = letters_of(rest.substr(1, slash - 1));
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    std::string grantor = take_role(rest);
    if (grantor == owner) grantor.clear();
    for (const auto& [letter, is_grantable] : letters)
      given[{grantee, grantor}][letter] |= is_grantable;
  }
  std::map<std::string, std::string> by_grantee;
  for (const auto& [who, letters] : given) {
    const auto& [grantee, grantor] = who;
    const std::string_view usual = grantee.empty()    ? defaults.everybody
                                   : grantee == owner ? defaults.owner
                                                      : "";
    if (grantor.empty() && letters == letters_of(usual)) continue;
    std::string words = in_words(letters);
    if (!grantor.empty()) words += " by " + grantor;
    std::string& text = by_grantee[grantee.empty() ? "PUBLIC" : grantee];
    text += text.empty() ? words : "; " + words;
  }
  grants.assign(by_grantee.begin(), by_grantee.end());
  return grants;
}

}  // namespace plumbline::postgres
