#include "sql/visit/collation_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "sql/types/system_catalog.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

/// Names that the operating system or ICU may have given to the cluster at its start: those of
/// languages, "de_DE.utf8", "und-x-icu".
bool may_be_of_the_cluster(std::string_view name) {
  constexpr std::array<std::string_view, 36> languages = {
      "bokmal",    "catalan",   "croatian",  "czech",      "danish",   "dansk",
      "deutsch",   "dutch",     "eesti",     "estonian",   "finnish",  "french",
      "galego",    "galician",  "german",    "greek",      "hebrew",   "hrvatski",
      "hungarian", "icelandic", "italian",   "japanese",   "korean",   "lithuanian",
      "norwegian", "nynorsk",   "polish",    "portuguese", "romanian", "russian",
      "slovak",    "slovene",   "slovenian", "spanish",    "swedish",  "turkish"};
  if (std::ranges::find(languages, name) != languages.end() || name == "thai") return true;
  if (name.starts_with("C.")) return true;
  std::size_t letters = 0;
  while (letters < name.size() && name[letters] >= 'a' && name[letters] <= 'z') ++letters;
  if (letters < 2 || letters > 3 || letters == name.size()) return false;
  const char next = name[letters];
  return next == '_' || next == '-' || next == '.' || next == '@';
}

[[noreturn]] void fail_missing(const std::vector<std::string>& names) {
  fail("42704", "collation \"" + dotted(names) + "\" for encoding \"UTF8\" does not exist");
}

CollationUse of_user(const Session& session, Id id) {
  return {.text = session.catalog.sql_name(id), .id = id};
}

CollationUse of_system(const Session& session, const std::vector<std::string>& names) {
  const std::string& own = names.back();
  if (has_system_name(NameKind::collation, own, session.version() / 10'000))
    return {.text = session.catalog.quote(own)};
  if (may_be_of_the_cluster(own))
    unknown("which collations the server's operating system has is not known");
  fail_missing(names);
}

}  // namespace

CollationUse find_collation(const Session& session, const std::vector<std::string>& names) {
  const Catalog& catalog = session.catalog;
  const std::string& own = names.back();
  if (names.size() > 2) {
    fail("0A000", "cross-database references are not implemented: " + dotted(names));
  }
  if (names.size() == 2) {
    if (names.front() == "pg_catalog") return of_system(session, names);
    const Id id = catalog.find(ObjectKind::collation, session.schema(names.front()), own);
    if (id == Catalog::none) fail_missing(names);
    return of_user(session, id);
  }
  const int major = session.version() / 10'000;
  if (has_system_name(NameKind::collation, own, major)) return of_system(session, names);
  for (const Id schema : session.search_path()) {
    const Id id = catalog.find(ObjectKind::collation, schema, own);
    if (id != Catalog::none) return of_user(session, id);
  }
  return of_system(session, names);
}

CollationUse use_collation(const Session& session, const Node& clause, const TypeUse& type) {
  if (!clause) return {};
  CollationUse use = find_collation(session, texts_of(clause["collname"]));
  if (type.collation.empty())
    fail("42804", "collations are not supported by type " + without_modifier(type.text));
  if (use.text == session.catalog.quote(type.collation) || use.text == type.collation) return {};
  return use;
}

}  // namespace plumbline::sql
