/// CREATE COLLATION, ALTER COLLATION … REFRESH VERSION. Rules: DefineCollation
/// (commands/collationcmds.c).
#include <array>

#include "core/schema/builder.hpp"
#include "sql/visit/collation_names.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/objects.hpp"

namespace plumbline::sql {

namespace {

struct Facts {
  std::string provider = "libc";
  std::string collate;
  std::string ctype;
  std::string locale;
  bool is_deterministic = true;
  bool is_exact = true;
};

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

void check_names(const Session& session, const OptionSet& options) {
  for (const Node option : options.all()) {
    const std::string_view name = option.text("defname");
    const bool is_known = name == "from" || name == "locale" || name == "lc_collate" ||
                          name == "lc_ctype" || name == "provider" || name == "deterministic" ||
                          name == "version" || (name == "rules" && session.version() >= 160'000);
    if (!is_known)
      fail("42601", "collation attribute \"" + std::string(name) + "\" not recognized");
    if (name == "rules" || name == "version") unknown("a collation with " + std::string(name));
  }
}

Facts copied(Session& session, const Node& from) {
  const CollationUse source = find_collation(session, option_names(from));
  Facts facts;
  if (source.id == Catalog::none) {
    if (source.text == "\"default\"") fail("42P17", "collation \"default\" cannot be copied");
    if (source.text != "\"C\"" && source.text != "\"POSIX\"")
      unknown("a copy of a collation of the cluster");
    facts.collate = facts.ctype = source.text.substr(1, source.text.size() - 2);
    return facts;
  }
  const Catalog& catalog = session.catalog;
  facts.provider = catalog.value(source.id, "provider");
  facts.collate = catalog.value(source.id, "collate");
  facts.ctype = catalog.value(source.id, "ctype");
  facts.locale = catalog.value(source.id, "locale");
  facts.is_deterministic = !catalog.has(source.id, "not_deterministic");
  return facts;
}

/// Those that every system has.
void check_libc(const std::string& name) {
  if (name != "C" && name != "POSIX") unknown("which locales the server's operating system has");
}

Facts written(const Session& session, const OptionSet& options) {
  Facts facts;
  if (options.has("locale")) {
    facts.collate = facts.ctype = facts.locale = option_text(options["locale"]);
  }
  if (options.has("lc_collate")) facts.collate = option_text(options["lc_collate"]);
  if (options.has("lc_ctype")) facts.ctype = option_text(options["lc_ctype"]);
  const std::string provider =
      options.has("provider") ? lower(option_text(options["provider"])) : "libc";
  if (options.has("deterministic")) facts.is_deterministic = option_flag(options["deterministic"]);
  if (provider != "icu" && provider != "libc") {
    if (provider == "builtin" && session.version() >= 170'000)
      unknown("a collation of the built-in provider");
    fail("42P17", "unrecognized collation provider: " + provider);
  }
  facts.provider = provider;
  if (provider == "libc") {
    if (facts.collate.empty()) fail("42P17", "parameter \"lc_collate\" must be specified");
    if (facts.ctype.empty()) fail("42P17", "parameter \"lc_ctype\" must be specified");
    facts.locale.clear();
    if (!facts.is_deterministic)
      fail("0A000", "nondeterministic collations not supported with this provider");
    check_libc(facts.collate);
    check_libc(facts.ctype);
    return facts;
  }
  if (facts.locale.empty() && session.version() >= 150'000) {
    if (options.has("lc_collate") || options.has("lc_ctype"))
      fail("42P17", "parameter \"locale\" must be specified");
    fail("42P17", "parameter \"locale\" must be specified");
  }
  if (session.version() < 150'000 && facts.collate != facts.ctype)
    unknown("a collation of ICU with two locales");
  facts.collate.clear();
  facts.ctype.clear();
  // Since 16 the server writes the locale as a language tag.
  facts.is_exact = session.version() < 160'000;
  return facts;
}

}  // namespace

void create_collation(const Node& statement, Session& session) {
  std::string own;
  const Id schema = session.creation_schema(statement["defnames"], own);
  const OptionSet options(statement["definition"]);
  check_names(session, options);
  const bool is_copy = options.has("from");
  const bool has_halves = options.has("lc_collate") || options.has("lc_ctype");
  if ((options.has("locale") && has_halves) || (is_copy && options.all().size() != 1))
    fail_conflicting();
  const Facts facts = is_copy ? copied(session, options["from"]) : written(session, options);
  Catalog& catalog = session.catalog;
  const Id there = catalog.find(ObjectKind::collation, schema, own);
  if (there != Catalog::none) {
    if (statement.flag("if_not_exists")) {
      session.skipped.push_back({.object = there, .name = own});
      return;
    }
    const bool is_for_all = catalog.value(there, "provider") == "icu";
    fail("42710", is_for_all ? "collation \"" + own + "\" already exists"
                             : "collation \"" + own + "\" for encoding \"UTF8\" already exists");
  }
  const Id collation = catalog.create(ObjectKind::collation, schema, own);
  catalog.set(collation, "provider", facts.provider);
  catalog.set(collation, "collate", facts.collate);
  catalog.set(collation, "ctype", facts.ctype);
  catalog.set(collation, "locale", facts.locale, facts.is_exact);
  catalog.set_flag(collation, "not_deterministic", !facts.is_deterministic);
  session.own(collation);
}

void describe_alter_collation(const Node& statement, EffectsOf& effects) {
  effects.alters("collation", effects.name_of_list(statement["collname"]));
}

void alter_collation(const Node& statement, Session& session) {
  const CollationUse use = find_collation(session, texts_of(statement["collname"]));
  if (use.id == Catalog::none) unknown("a collation of the system is refreshed");
  session.require_owner(use.id);
}

}  // namespace plumbline::sql
