/// Triggers from the raw columns of pg_trigger; the texts follow pg_get_triggerdef_worker
/// (ruleutils.c).
#include "core/schema/quote.hpp"
#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

/// Clones on partitions follow their parent's; they count only when they were switched on or off.
constexpr FixedSql triggers =
    "SELECT t.oid, t.tgrelid, t.tgname, t.tgtype, t.tgenabled, n.nspname, p.proname, t.tgargs,"
    " t.tgattr, t.tgqual IS NOT NULL, t.tgoldtable, t.tgnewtable, t.tgconstraint <> 0,"
    " t.tgdeferrable, t.tginitdeferred, t.tgconstrrelid, @{t.tgparentid}"
    " FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
    " LEFT JOIN pg_catalog.pg_trigger u ON u.oid = @{t.tgparentid}"
    " WHERE t.oid >= 16384 AND (u.oid IS NULL AND NOT t.tgisinternal"
    " OR u.tgenabled <> t.tgenabled AND NOT u.tgisinternal)"
    " AND ($1::pg_catalog.oid[] IS NULL OR t.tgrelid IN (SELECT c.oid FROM pg_catalog.pg_class c"
    " WHERE c.relnamespace = ANY($1::pg_catalog.oid[])))";

// tgtype's bits: src/include/catalog/pg_trigger.h.
constexpr std::int64_t type_row = 1, type_before = 2, type_insert = 4, type_delete = 8,
                       type_update = 16, type_truncate = 32, type_instead = 64;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
}

/// From bytea in hex, where each argument ends with NUL, to 'a', 'b'.
std::string argument_list(std::string_view bytea) {
  std::string list;
  std::string argument;
  if (bytea.starts_with("\\x")) bytea.remove_prefix(2);
  for (std::size_t at = 0; at + 1 < bytea.size(); at += 2) {
    const char byte = static_cast<char>(hex_digit(bytea[at]) * 16 + hex_digit(bytea[at + 1]));
    if (byte != '\0') {
      argument += byte;
      continue;
    }
    if (!list.empty()) list += ", ";
    list += core::quote_standard_literal(argument);
    argument.clear();
  }
  return list;
}

std::string event_list(const Catalog& catalog, const Relation& relation, std::int64_t type,
                       std::string_view columns) {
  std::string list;
  const auto add = [&list](std::string_view event) {
    if (!list.empty()) list += " OR ";
    list += event;
  };
  if ((type & type_insert) != 0) add("INSERT");
  if ((type & type_delete) != 0) add("DELETE");
  if ((type & type_update) != 0) {
    add("UPDATE");
    std::string_view separator = " OF ";
    for (const std::int64_t number : read_numbers(columns)) {
      const Column* column = catalog.column(relation, static_cast<int>(number));
      if (column == nullptr) continue;
      list += std::string(separator) + catalog.quoted(column->name);
      separator = ", ";
    }
  }
  if ((type & type_truncate) != 0) add("TRUNCATE");
  return list;
}

/// Behind the first `words` that stand in no quoted name; npos when there are none.
std::size_t find_behind(std::string_view text, std::string_view words) {
  bool is_quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') is_quoted = !is_quoted;
    if (!is_quoted && text.substr(at).starts_with(words)) return at + words.size();
  }
  return std::string_view::npos;
}

/// What stands in WHEN's brackets. The text ends with what is known: function and arguments.
void use_when(Catalog& catalog, std::uint32_t id, std::string_view text) {
  core::SchemaBuilder& builder = catalog.builder;
  const std::size_t first = find_behind(text, " WHEN (");
  const std::string end = ") EXECUTE FUNCTION " + std::string(builder.value(id, "function")) + '(' +
                          std::string(builder.value(id, "arguments")) + ')';
  if (first == std::string_view::npos || !text.ends_with(end)) return;
  const std::size_t last = text.size() - end.size();
  if (first < last) builder.set(id, "when", text.substr(first, last - first));
}

void set_constraint_trigger(Catalog& catalog, Id id, const RowView& rows, std::size_t row) {
  core::SchemaBuilder& builder = catalog.builder;
  builder.set(id, "constraint", "true");
  if (rows.is_true(row, 13)) {
    builder.set(id, "deferrable",
                rows.is_true(row, 14) ? "initially deferred" : "initially immediate");
  }
  if (const Oid target = rows.oid(row, 15); target != 0) {
    catalog.want_relation(target);
    catalog.later.emplace_back([id, target](Catalog& all) {
      all.builder.set(id, "references", all.relation_name(target));
    });
  }
}

void take_trigger(Catalog& catalog, const RowView& rows, std::size_t row) {
  const Relation* relation = catalog.relation(rows.oid(row, 1));
  const Oid oid = rows.oid(row, 0);
  if (relation == nullptr || relation->id == no_id || catalog.is_left_out(catalogs::trigger, oid))
    return;
  core::SchemaBuilder& builder = catalog.builder;
  const Id id = builder.add(ObjectKind::trigger, builder.schema(relation->id), rows.text(row, 2),
                            relation->id);
  catalog.remember(catalogs::trigger, oid, id);
  const std::int64_t type = rows.number(row, 3);
  builder.set(id, "timing",
              (type & type_before) != 0    ? "before"
              : (type & type_instead) != 0 ? "instead of"
                                           : "after");
  builder.set(id, "events", event_list(catalog, *relation, type, rows.text(row, 8)));
  builder.set(id, "level", (type & type_row) != 0 ? "row" : "statement");
  builder.set(id, "function", sql_name(catalog, rows.text(row, 5), rows.text(row, 6)));
  builder.set(id, "arguments", argument_list(rows.text(row, 7)));
  if (!rows.is_null(row, 10)) builder.set(id, "old_table", catalog.quoted(rows.text(row, 10)));
  if (!rows.is_null(row, 11)) builder.set(id, "new_table", catalog.quoted(rows.text(row, 11)));
  builder.set(id, "enabled", enabled_word(rows.letter(row, 4)));
  if (rows.is_true(row, 12)) set_constraint_trigger(catalog, id, rows, row);
  if (rows.is_true(row, 9))
    catalog.expressions.want(Text::trigger, oid, rows.oid(row, 1), id, "when", use_when, id);
  if (const Oid parent = rows.oid(row, 16); parent != 0) {
    catalog.later.emplace_back([id, parent](Catalog& all) {
      const Id above = all.find(catalogs::trigger, parent);
      if (above != no_id) all.builder.set(id, "partition_of", all.builder.name(above));
    });
  }
}

void take_triggers(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) take_trigger(catalog, rows, row);
}

constexpr Step steps[] = {{"triggers", 12, triggers, take_triggers}};

}  // namespace

std::span<const Step> trigger_steps() { return steps; }

}  // namespace plumbline::postgres
