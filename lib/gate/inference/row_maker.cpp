#include "gate/inference/row_maker.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "gate/inference/keys.hpp"
#include "gate/inference/values.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

using sql::Catalog;
using sql::CheckOutcome;
using sql::Id;
using sql::KnownRow;
using sql::KnownValue;

namespace {

constexpr std::size_t most_levels = 16;
constexpr std::size_t most_tries = 400;     // for one check
constexpr std::size_t most_checks = 4'000;  // for one seed

/// Why no row can be made.
struct Impossible {
  std::string why;
};

/// One column of the row that is being made.
struct Slot {
  Id column = Catalog::none;
  bool is_given = false;     ///< somebody needs this very value
  bool is_written = false;   ///< the INSERT names it
  bool is_required = false;  ///< must not be NULL, and has no default
  std::vector<std::string> choices;
};

class Maker {
 public:
  Maker(sql::Simulator& simulator, const KnownRows& known, int& number)
      : session_(simulator.session()),
        catalog_(simulator.catalog()),
        known_(known),
        number_(number) {}

  Making take() { return std::move(making_); }

  /// The row, which is put behind those that it refers to.
  KnownRow make(Id table, const std::vector<RowCondition>& conditions,
                const std::set<Id>& explicit_columns) {
    require_plain(table);
    if (stack_.size() > most_levels) throw Impossible{"tables refer to one another too deeply"};
    stack_.push_back(table);
    ++number_;
    std::vector<Slot> slots;
    KnownRow row;
    for (const Id column : catalog_.parts(table, ObjectKind::column)) {
      slots.push_back(begin_slot(column, conditions, explicit_columns, row));
    }
    fill_references(table, slots, row);
    fill_rest(table, slots, row);
    satisfy_checks(table, slots, row);
    MadeRow made{table, row, statement(table, conditions, slots, row)};
    making_.rows.push_back(std::move(made));
    stack_.pop_back();
    return row;
  }

 private:
  void require_plain(Id table) {
    const std::string name = catalog_.sql_name(table);
    if (catalog_[table].kind != ObjectKind::table) {
      throw Impossible{system::format("{} is no table", name)};
    }
    if (catalog_.has(table, "partition_key") || catalog_.has(table, "partition_of")) {
      throw Impossible{system::format("{} is partitioned", name)};
    }
    if (!catalog_.parts(table, ObjectKind::rule).empty()) {
      throw Impossible{system::format("rules of {} decide", name)};
    }
    for (const Id trigger : catalog_.parts(table, ObjectKind::trigger)) {
      if (catalog_.value(trigger, "events").find("INSERT") != std::string_view::npos) {
        making_.is_certain = false;
      }
    }
  }

  Slot begin_slot(Id column, const std::vector<RowCondition>& conditions,
                  const std::set<Id>& explicit_columns, KnownRow& row) {
    Slot slot;
    slot.column = column;
    KnownValue& value = row[column] = default_value(catalog_, column);
    const ValueChoice choice = choose_values(session_, column, 0);
    const bool has_default = value.state != KnownValue::State::null || choice.has_default;
    slot.is_required = !has_default && (catalog_.has(column, "not_null") || choice.is_not_null);
    slot.is_required = slot.is_required || explicit_columns.contains(column);
    if (catalog_.has(column, "generated")) slot.is_required = false;
    for (const RowCondition& condition : conditions) {
      if (condition.column == column) give(condition, slot, value, has_default);
    }
    return slot;
  }

  void give(const RowCondition& condition, Slot& slot, KnownValue& value, bool has_default) {
    const std::string& name = std::string(catalog_[slot.column].own);
    switch (condition.kind) {
      case RowCondition::Kind::not_null:
        slot.is_required = slot.is_required || !has_default;
        return;
      case RowCondition::Kind::null:
        if (slot.is_required) throw Impossible{system::format("\"{}\" cannot be NULL", name)};
        value = {KnownValue::State::null, {}, false};
        slot.is_written = has_default;
        break;
      default:
        if (catalog_.has(slot.column, "generated")) {
          throw Impossible{system::format("\"{}\" is generated", name)};
        }
        value = {KnownValue::State::text, canonical_value(session_, slot.column, condition.value),
                 false};
        slot.is_written = true;
    }
    slot.is_given = true;
    slot.is_required = false;
  }

  static Slot* slot_of(std::vector<Slot>& slots, Id column) {
    const auto found = std::ranges::find(slots, column, &Slot::column);
    return found == slots.end() ? nullptr : &*found;
  }

  void fill_references(Id table, std::vector<Slot>& slots, KnownRow& row) {
    for (const Id constraint : catalog_.parts(table, ObjectKind::constraint)) {
      if (catalog_.value(constraint, "type") != "foreign key") continue;
      const KeyReference key = key_reference(catalog_, constraint);
      if (key.table == Catalog::none) throw Impossible{"what a foreign key refers to is not known"};
      bool is_asked = true;
      for (const Id column : key.columns) {
        const Slot* const slot = slot_of(slots, column);
        const bool has_value = row[column].is_not_null() || slot->is_required;
        is_asked = is_asked && has_value;
      }
      if (is_asked) fill_reference(table, key, slots, row);
    }
  }

  void fill_reference(Id table, const KeyReference& key, std::vector<Slot>& slots, KnownRow& row) {
    RowNeed parent;
    parent.table = key.table;
    for (std::size_t at = 0; at < key.columns.size(); ++at) {
      const KnownValue& value = row[key.columns[at]];
      if (value.state == KnownValue::State::text) {
        parent.conditions.push_back({key.referenced[at], RowCondition::Kind::equal, value.text});
      }
    }
    const KnownRow* const found = find_parent(parent, key);
    KnownRow made;
    if (found == nullptr) {
      if (key.table == table) return refer_to_itself(key, slots, row);
      if (std::ranges::find(stack_, key.table) != stack_.end()) {
        throw Impossible{system::format("{} and {} refer to one another", catalog_.sql_name(table),
                                        catalog_.sql_name(key.table))};
      }
      made = make(key.table, parent.conditions, {key.referenced.begin(), key.referenced.end()});
    }
    const KnownRow& source = found == nullptr ? made : *found;
    for (std::size_t at = 0; at < key.columns.size(); ++at) {
      write(*slot_of(slots, key.columns[at]), source.at(key.referenced[at]).text, row);
    }
  }

  /// One that is known and can be referred to.
  const KnownRow* find_parent(const RowNeed& parent, const KeyReference& key) const {
    const auto fits = [&](const KnownRow& row) {
      const auto has_text = [&](Id column) {
        const auto value = row.find(column);
        return value != row.end() && value->second.state == KnownValue::State::text;
      };
      return std::ranges::all_of(key.referenced, has_text) &&
             std::ranges::all_of(parent.conditions, [&](const RowCondition& condition) {
               return row.at(condition.column).text == condition.value;
             });
    };
    for (const MadeRow& made : making_.rows) {
      if (made.table == parent.table && fits(made.row)) return &made.row;
    }
    for (const KnownRow& row : known_.rows(parent.table)) {
      if (fits(row)) return &row;
    }
    return nullptr;
  }

  void refer_to_itself(const KeyReference& key, std::vector<Slot>& slots, KnownRow& row) {
    for (std::size_t at = 0; at < key.columns.size(); ++at) {
      Slot& own = *slot_of(slots, key.referenced[at]);
      KnownValue& value = row[own.column];
      if (value.state != KnownValue::State::text) {
        const ValueChoice choice = choose_values(session_, own.column, number_);
        if (choice.values.empty()) throw Impossible{"no value is known for a key"};
        write(own, choice.values.front(), row);
      }
      Slot& slot = *slot_of(slots, key.columns[at]);
      if (row[slot.column].state == KnownValue::State::text &&
          row[slot.column].text != value.text) {
        throw Impossible{system::format("{} refers to another row of itself",
                                        catalog_.sql_name(catalog_[slot.column].parent))};
      }
      write(slot, value.text, row);
    }
  }

  static void write(Slot& slot, const std::string& text, KnownRow& row) {
    row[slot.column] = {KnownValue::State::text, text, false};
    slot.is_written = true;
    slot.is_given = true;
    slot.is_required = false;
  }

  void fill_rest(Id table, std::vector<Slot>& slots, KnownRow& row) {
    std::set<Id> keys;
    for (const UniqueKey& key : unique_keys(catalog_, table)) {
      keys.insert(key.columns.begin(), key.columns.end());
    }
    for (Slot& slot : slots) {
      if (slot.is_given || catalog_.has(slot.column, "generated") ||
          catalog_.has(slot.column, "identity")) {
        if (!slot.is_required) continue;
      }
      const bool is_key = keys.contains(slot.column);
      const ValueChoice choice = choose_values(session_, slot.column, is_key ? number_ : 0);
      slot.choices = choice.values;
      add_check_values(table, slot);
      if (is_key) drop_taken(table, slot);
      if (!slot.is_required) continue;
      if (slot.choices.empty()) {
        throw Impossible{system::format("no value of type {} is known for \"{}\"", choice.type,
                                        catalog_[slot.column].own)};
      }
      row[slot.column] = {KnownValue::State::text, slot.choices.front(), false};
      slot.is_written = true;
    }
  }

  /// What the checks of the table compare with may be what they want.
  void add_check_values(Id table, Slot& slot) {
    for (const Id check : catalog_.parts(table, ObjectKind::constraint)) {
      if (catalog_.value(check, "type") != "check") continue;
      const std::string_view expression = catalog_.value(check, "expression");
      if (!mentions_column(catalog_, expression, slot.column)) continue;
      for (const std::string& value : values_of_check(expression)) {
        std::optional<std::string> accepted = accepted_value(session_, slot.column, value);
        if (accepted) slot.choices.push_back(std::move(*accepted));
      }
    }
  }

  void drop_taken(Id table, Slot& slot) const {
    std::erase_if(slot.choices, [&](const std::string& value) {
      return std::ranges::any_of(known_.rows(table), [&](const KnownRow& row) {
        const auto found = row.find(slot.column);
        return found != row.end() && found->second.text == value;
      });
    });
  }

  // -- Checks

  std::vector<Id> checks_of(Id table) const {
    std::vector<Id> checks;
    for (const Id constraint : catalog_.parts(table, ObjectKind::constraint)) {
      if (catalog_.value(constraint, "type") == "check" &&
          !catalog_.has(constraint, "not_enforced")) {
        checks.push_back(constraint);
      }
    }
    return checks;
  }

  void satisfy_checks(Id table, std::vector<Slot>& slots, KnownRow& row) {
    const std::vector<Id> checks = checks_of(table);
    for (std::size_t at = 0; at < checks.size(); ++at) {
      const CheckOutcome outcome = sql::check_row(session_, table, checks[at], row);
      if (outcome == CheckOutcome::holds) continue;
      const std::span<const Id> so_far(checks.data(), at + 1);
      if (search(table, so_far, slots, row)) continue;
      if (outcome == CheckOutcome::fails) {
        throw Impossible{system::format("no row was found that the check \"{}\" takes: {}",
                                        catalog_[checks[at]].own,
                                        catalog_.value(checks[at], "expression"))};
      }
      take_pattern(checks[at], slots, row);
      making_.is_certain = false;
    }
  }

  /// What a pattern of the check takes, for the columns that it speaks of.
  void take_pattern(Id check, std::vector<Slot>& slots, KnownRow& row) {
    const std::string_view expression = catalog_.value(check, "expression");
    for (const std::string& value : values_of_patterns(expression)) {
      for (Slot& slot : slots) {
        if (slot.is_given || !slot.is_required || slot.choices.empty()) continue;
        if (!mentions_column(catalog_, expression, slot.column)) continue;
        if (const auto accepted = accepted_value(session_, slot.column, value)) {
          row[slot.column] = {KnownValue::State::text, *accepted, false};
        }
      }
    }
  }

  /// The last one first: it is what is searched for.
  bool holds(Id table, std::span<const Id> checks, const KnownRow& row) {
    for (std::size_t at = checks.size(); at-- > 0;) {
      ++checked_;
      if (sql::check_row(session_, table, checks[at], row) != CheckOutcome::holds) return false;
    }
    return true;
  }

  /// Other values for the columns of the last check, so that it holds and those before it still do.
  bool search(Id table, std::span<const Id> checks, std::vector<Slot>& slots, KnownRow& row) {
    std::vector<Slot*> free;
    for (Slot& slot : slots) {
      if (slot.is_given || slot.choices.empty()) continue;
      if (mentions_column(catalog_, catalog_.value(checks.back(), "expression"), slot.column)) {
        free.push_back(&slot);
      }
    }
    if (free.empty()) return false;
    std::vector<std::size_t> place(free.size(), 0);
    for (std::size_t tries = 0; tries < most_tries && checked_ < most_checks; ++tries) {
      KnownRow candidate = row;
      for (std::size_t at = 0; at < free.size(); ++at) {
        candidate[free[at]->column] = {KnownValue::State::text, free[at]->choices[place[at]],
                                       false};
      }
      if (holds(table, checks, candidate)) {
        row = std::move(candidate);
        for (Slot* const slot : free) slot->is_written = true;
        return true;
      }
      std::size_t at = 0;
      while (at < free.size() && ++place[at] == free[at]->choices.size()) place[at++] = 0;
      if (at == free.size()) return false;
    }
    return false;
  }

  // -- The statement

  std::string statement(Id table, const std::vector<RowCondition>& conditions,
                        const std::vector<Slot>& slots, const KnownRow& row) {
    std::string columns;
    std::string values;
    std::set<Id> written;
    bool is_overriding = false;
    for (const Slot& slot : slots) {
      if (!slot.is_written) continue;
      if (row.at(slot.column).state == KnownValue::State::text) written.insert(slot.column);
      is_overriding = is_overriding || catalog_.value(slot.column, "identity") == "always";
      const char* const comma = columns.empty() ? "" : ", ";
      columns += comma + catalog_.quote(catalog_[slot.column].own);
      const KnownValue& value = row.at(slot.column);
      values += comma + (value.is_null() ? "NULL" : value_sql(session_, slot.column, value.text));
    }
    const std::string name = catalog_.sql_name(table);
    if (columns.empty()) {
      return system::format("INSERT INTO {} SELECT WHERE NOT EXISTS (SELECT FROM {})", name, name);
    }
    const std::string head = system::format("INSERT INTO {} ({}){} ", name, columns,
                                            is_overriding ? " OVERRIDING SYSTEM VALUE" : "");
    if (has_arbiter(table, conditions, written)) {
      return system::format("{}VALUES ({}) ON CONFLICT DO NOTHING", head, values);
    }
    return system::format("{}SELECT {} WHERE NOT EXISTS (SELECT FROM {}{})", head, values, name,
                          where(conditions));
  }

  /// Whether a second row like this is surely refused by a unique key.
  bool has_arbiter(Id table, const std::vector<RowCondition>& conditions,
                   const std::set<Id>& written) const {
    std::set<Id> asked;
    for (const RowCondition& condition : conditions) asked.insert(condition.column);
    const std::vector<UniqueKey> keys = unique_keys(catalog_, table);
    // PostgreSQL refuses ON CONFLICT where one is deferrable.
    if (std::ranges::any_of(keys, &UniqueKey::is_deferrable)) return false;
    return std::ranges::any_of(keys, [&](const UniqueKey& key) {
      return std::ranges::all_of(key.columns, [&](Id column) {
        return written.contains(column) && (conditions.empty() || asked.contains(column));
      });
    });
  }

  std::string where(const std::vector<RowCondition>& conditions) const {
    std::string text;
    for (const RowCondition& condition : conditions) {
      text += text.empty() ? " WHERE " : " AND ";
      const std::string column = catalog_.quote(catalog_[condition.column].own);
      const std::string value = value_sql(
          session_, condition.column, canonical_value(session_, condition.column, condition.value));
      switch (condition.kind) {
        case RowCondition::Kind::null:
          text += column + " IS NULL";
          break;
        case RowCondition::Kind::not_null:
          text += column + " IS NOT NULL";
          break;
        case RowCondition::Kind::equal_without_case:
          text += system::format("lower({}::text) = lower({})", column, value);
          break;
        case RowCondition::Kind::equal:
          text += system::format("{} = {}", column, value);
      }
    }
    return text;
  }

  sql::Session& session_;
  Catalog& catalog_;
  const KnownRows& known_;
  int& number_;
  Making making_;
  std::vector<Id> stack_;
  std::size_t checked_ = 0;  ///< checks that were asked
};

/// What PostgreSQL would surely say against the rows; "" for nothing.
std::string refusal(const Making& making, sql::Simulator& simulator) {
  StatementList list;
  for (const MadeRow& made : making.rows) list.statements.emplace_back().sql = made.sql;
  for (const StatementVerdict& verdict : simulator.rehearse(list)) {
    if (verdict.verdict == Verdict::fails) return verdict.message;
  }
  return {};
}

}  // namespace

Making make_row(const RowNeed& need, sql::Simulator& simulator, const KnownRows& known,
                int& number) {
  Making making;
  try {
    const Catalog::Calm calm(simulator.catalog());
    Maker maker(simulator, known, number);
    maker.make(need.table, need.conditions, {});
    making = maker.take();
  } catch (const Impossible& reason) {
    making.impossible = reason.why;
  } catch (const sql::Unknown& reason) {
    making.impossible = reason.why;
  } catch (const sql::Failure& failure) {
    making.impossible = failure.message;
  }
  if (making.impossible.empty()) making.impossible = refusal(making, simulator);
  if (!making.impossible.empty()) making.rows.clear();
  return making;
}

}  // namespace plumbline::gate
