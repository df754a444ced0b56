#include "sql/simulator.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/schema/qualified_name.hpp"
#include "plumbline/version.hpp"
#include "sql/doubts.hpp"
#include "sql/old_servers.hpp"
#include "sql/old_strings.hpp"
#include "sql/parse.hpp"
#include "sql/parse_for_errors.hpp"
#include "sql/transaction.hpp"
#include "sql/transaction_modes.hpp"
#include "sql/types/system_catalog.hpp"
#include "sql/visitor.hpp"
#include "system/large_stack.hpp"

namespace plumbline::sql {

namespace {

StatementVerdict not_known(std::string why, bool effects_known = false) {
  return {.verdict = Verdict::unknown,
          .sqlstate = {},
          .message = {},
          .why = std::move(why),
          .effects_known = effects_known};
}

StatementVerdict failing(std::string sqlstate, std::string message) {
  return {.verdict = Verdict::fails,
          .sqlstate = std::move(sqlstate),
          .message = std::move(message),
          .why = {}};
}

/// What runs in a transaction that has failed.
bool ends_transaction(const Node& statement) {
  if (!statement.is_a("TransactionStmt")) return false;
  const std::string_view kind = statement.text("kind");
  return kind == "TRANS_STMT_COMMIT" || kind == "TRANS_STMT_ROLLBACK" ||
         kind == "TRANS_STMT_ROLLBACK_TO" || kind == "TRANS_STMT_PREPARE";
}

void compare(std::vector<PropertyChange>& changes, Id id, const Catalog::Object& before,
             const Catalog::Object& after) {
  const auto add = [&](std::string_view property, std::string_view from, std::string_view to) {
    changes.push_back({id, std::string(property), std::string(from), std::string(to)});
  };
  if (before.own != after.own) add("name", before.own, after.own);
  for (const Catalog::Value& value : before.values) {
    const auto now = std::ranges::find(after.values, value.name, &Catalog::Value::name);
    const std::string_view text = now == after.values.end() ? std::string_view() : now->text;
    if (text != value.text) add(value.name, value.text, text);
  }
  for (const Catalog::Value& value : after.values) {
    if (std::ranges::find(before.values, value.name, &Catalog::Value::name) ==
        before.values.end()) {
      add(value.name, "", value.text);
    }
  }
}

/// One that does not ship with PostgreSQL may have brought what seems to be missing; "" when there
/// is none, or something else is wrong.
std::string extension_that_may_help(const Catalog& catalog, std::string_view sqlstate) {
  const bool is_missing =
      sqlstate == "42704" || sqlstate == "42883" || sqlstate == "42P01" || sqlstate == "3F000";
  if (!is_missing) return {};
  for (const Id extension : catalog.all(ObjectKind::extension)) {
    const std::string_view own = catalog[extension].own;
    if (own == "adminpack" && sqlstate != "42883") continue;
    if (!find_extension(own, catalog.server_version() / 10'000)) return std::string(own);
  }
  return {};
}

bool has_command(const Node& alter_table, std::string_view subtype) {
  for (const Node command : alter_table["cmds"]) {
    if (command.text("subtype") == subtype) return true;
  }
  return false;
}

/// Whether it may call a sequence, by itself or through what it runs.
bool may_call_sequences(const Node& root) {
  if (root.is_a("AlterTableStmt")) return has_command(root, "AT_AddColumn");
  return std::ranges::any_of(
      std::array<std::string_view, 12>{"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt",
                                       "MergeStmt", "CopyStmt", "CallStmt", "DoStmt",
                                       "CreateTableAsStmt", "ExecuteStmt", "RefreshMatViewStmt",
                                       "ExplainStmt"},
      [&](std::string_view type) { return root.is_a(type); });
}

bool is_newer(int server_version) { return server_version / 10000 > grammar_version() / 10000; }

}  // namespace

Simulator::Simulator(const SimulatorOptions& options)
    : catalog_(options.server_version, options.role),
      session_(catalog_, options.role, options.is_superuser) {
  begin_session(options);
}

Simulator::Simulator(const Schema& start, const SimulatorOptions& options)
    : catalog_(start), session_(catalog_, options.role, options.is_superuser) {
  begin_session(options);
}

void Simulator::begin_session(const SimulatorOptions& options) {
  if (!options.search_path.empty()) session_.set_search_path(options.search_path);
  session_.start_settings = session_.current_settings();
}

Simulator::~Simulator() = default;

/// What an unknown statement may have done is doubtful from then on.
void Simulator::doubt_effects(const Node& root, std::string_view why) {
  const Catalog::Calm calm(catalog_);
  const Visitor* const visitor = root ? find_visitor(root.type()) : nullptr;
  if (visitor == nullptr || visitor->describe == nullptr) return catalog_.doubt_everything(why);
  EffectsOf::State state;
  const std::vector<Id>& path = session_.search_path();
  if (!path.empty()) state.default_schema = catalog_[path.front()].own;
  state.server_version = catalog_.server_version();
  EffectsOf effects(state);
  try {
    visitor->describe(root, effects);
  } catch (const Failure&) {
    return catalog_.doubt_everything(why);
  } catch (const Unknown&) {
    return catalog_.doubt_everything(why);
  }
  if (!effects.why_unknown().empty()) return catalog_.doubt_everything(why);
  if (root.is_a("CallStmt") || root.is_a("DoStmt")) {
    for (const Id table : catalog_.all(ObjectKind::table)) catalog_.set_rows(table, Rows::unknown);
  }
  for (const Effect& effect : effects.take()) {
    if (effect.action == EffectAction::writes) doubt_rows(effect.name);
    // Built concurrently, and left there when that failed.
    if (root.is_a("ReindexStmt")) catalog_.doubt(effect.name + "_ccnew", why);
    if (effect.action == EffectAction::requires_ || effect.action == EffectAction::reads ||
        effect.action == EffectAction::writes) {
      continue;
    }
    // Others are found by what they work on, not by a name.
    if (effect.kind == "cast" || effect.kind == "operator") return catalog_.doubt_everything(why);
    // An altered sequence is doubtful itself, and nothing is found by what it is altered to.
    if (!root.is_a("AlterSeqStmt")) session_.mentions.add(root);
    catalog_.doubt(effect.name, why);
    if (!effect.to.empty()) catalog_.doubt(effect.to, why);
    doubt_dependents(effect.name, why);
  }
}

void Simulator::take_back_sequences(const Node& root, const std::map<Id, std::int64_t>& before) {
  if (root.is_a("AlterSeqStmt")) session_.untouched_sequences = before;
  if (root.is_a("AlterTableStmt") && has_command(root, "AT_SetIdentity")) {
    session_.untouched_sequences.clear();
  }
}

namespace {

/// Relations, types and functions of that name, whatever their arguments.
std::vector<Id> all_named(const Catalog& catalog, std::string_view name) {
  const std::vector<std::string> parts = core::name_parts(name.substr(0, name.find('(')));
  if (parts.size() < 2) return {};
  const Id schema = catalog.schema(parts[0]);
  if (schema == Catalog::none) return {};
  std::vector<Id> found = catalog.functions(schema, parts[1]);
  for (const Id one : {catalog.relation(schema, parts[1]), catalog.type(schema, parts[1])}) {
    if (one != Catalog::none) found.push_back(one);
  }
  return found;
}

Id relation_named(const Catalog& catalog, std::string_view name) {
  const std::vector<std::string> parts = core::name_parts(name);
  if (parts.size() < 2) return Catalog::none;
  const Id schema = catalog.schema(parts[0]);
  return schema == Catalog::none ? schema : catalog.relation(schema, parts[1]);
}

}  // namespace

void Simulator::doubt_rows(std::string_view table) {
  const Id id = relation_named(catalog_, table);
  if (id != Catalog::none) catalog_.set_rows(id, Rows::unknown);
}

/// What is done to a table is done to its children too, and CASCADE drops what hangs on it.
void Simulator::doubt_dependents(std::string_view name, std::string_view why) {
  std::vector<Id> open = all_named(catalog_, name);
  std::vector<Id> seen = open;
  while (!open.empty()) {
    const Id id = open.back();
    open.pop_back();
    for (const Id dependent : catalog_.dependents(id)) {
      const Id whole = catalog_.whole(dependent);
      if (std::ranges::find(seen, whole) != seen.end()) continue;
      seen.push_back(whole);
      open.push_back(whole);
      catalog_.doubt(catalog_.name(whole), why);
    }
  }
}

/// What is other than before may be as before.
void Simulator::doubt_touched(Catalog::Mark since, std::string_view why) {
  for (const Id id : catalog_.touched(since)) {
    const Catalog::Object* const before = catalog_.before(since, id);
    Trace trace;
    if (before != nullptr && catalog_.is_alive(id)) {
      compare(trace.changed, id, *before, catalog_[id]);
      if (trace.changed.empty() && before->needs == catalog_[id].needs &&
          before->schema == catalog_[id].schema) {
        if (before->rows != catalog_[id].rows) catalog_.set_rows(id, Rows::unknown);
        continue;
      }
    }
    if (catalog_[id].is_system) {
      catalog_.doubt("pg_temp." + core::name_part(catalog_[catalog_.whole(id)].own), why);
    }
    if (before != nullptr && before->own != catalog_[id].own &&
        catalog_[id].parent == Catalog::none && before->schema != Catalog::none) {
      catalog_.doubt(
          core::name_part(catalog_[before->schema].own) + '.' + core::name_part(before->own), why);
    }
    catalog_.doubt(catalog_.name(id), why);
  }
}

/// COMMIT of a transaction that may have failed: then it is undone.
void Simulator::doubt_commit() {
  if (session_.uncertain.empty() || !session_.in_transaction()) return;
  const Session::Savepoint& start = session_.savepoints.front();
  if (start.settings != session_.kept_settings || start.temporary != session_.temporary) {
    catalog_.doubt_everything(session_.uncertain);
  }
  doubt_touched(start.mark, session_.uncertain);
}

namespace {

/// Parts of partitions may be called otherwise than here.
bool is_partition(const Session& session, const Node& statement) {
  const Catalog::Calm calm(session.catalog);
  const Id table = session.find_relation(statement["relation"]);
  return table != Catalog::none && (session.catalog.has(table, "partition_of") ||
                                    session.catalog.has(table, "partition_key"));
}

/// Parts of temporary tables are found by no name here.
bool is_temporary_part(const Session& session, std::string_view message) {
  for (const auto& [name, table] : session.temporary) {
    if (!session.catalog.is_alive(table)) continue;
    if (message.starts_with("type \"" + name + '"')) return true;
    for (const ObjectKind kind : {ObjectKind::constraint, ObjectKind::index}) {
      for (const Id part : session.catalog.parts(table, kind)) {
        const std::string own(session.catalog[part].own);
        if (message.find(own) != std::string_view::npos) return true;
      }
    }
  }
  return false;
}

}  // namespace

namespace {

/// Something that hangs on what the message names may be gone, or hang on it no more.
bool has_doubtful_dependents(const Catalog& catalog, std::string_view message) {
  const auto is_doubtful = [&](Id id) {
    return catalog.is_doubtful(catalog.name(id)) ||
           catalog.is_doubtful(catalog.name(catalog.whole(id)));
  };
  for (Id id = 0; id < catalog.count(); ++id) {
    if (!catalog.is_alive(id) || catalog[id].is_system) continue;
    if (message.find(catalog[id].own) == std::string_view::npos) continue;
    for (const Id dependent : catalog.dependents(id)) {
      const std::string whole = catalog.name(catalog.whole(dependent));
      if (is_doubtful(dependent) || catalog.has_doubtful_parts(whole)) return true;
    }
  }
  return false;
}

}  // namespace

/// Whether what is not known may keep the server from failing so.
bool Simulator::may_be_otherwise(const Node& root, const Failure& failure) const {
  const std::string_view code = failure.sqlstate;
  if (session_.mentions.touches(failure.message)) return true;
  // The server names parts after what they are of: orders_pkey.
  const std::size_t quote = failure.message.find('"');
  if ((code == "42P01" || code == "42704") && quote != std::string::npos &&
      !session_.mentions.empty()) {
    const std::string_view name = std::string_view(failure.message).substr(quote + 1);
    for (std::size_t at = name.find('_'); at != std::string_view::npos && at < name.find('"');
         at = name.find('_', at + 1)) {
      if (session_.mentions.touches('"' + std::string(name.substr(0, at)) + '"')) return true;
    }
  }
  const bool has_doubts = catalog_.has_doubts() || !session_.mentions.empty();
  if (code == "42501" && (has_doubts || root.is_a("ExplainStmt"))) return true;
  // A deferred constraint says so only at the end.
  if (code == "23503" && session_.in_transaction()) return true;
  if (code == "42704" && root.is_a("AlterTableStmt") && is_partition(session_, root)) return true;
  const bool is_missing = code == "42P01" || code == "42704";
  if (is_missing && is_temporary_part(session_, failure.message)) return true;
  const bool is_wide =
      root.is_a("DropRoleStmt") || failure.message.find("drop schema") != std::string::npos;
  if (code != "2BP01" || !has_doubts) return false;
  return is_wide || has_doubtful_dependents(catalog_, failure.message);
}

/// What it may have done is doubtful, and in a transaction all that follows.
StatementVerdict Simulator::take_as_unknown(const Node& root, std::string why, bool goes_on) {
  doubt_effects(root, why);
  const std::string_view set = root.is_a("VariableSetStmt") ? root.text("name") : "";
  if (set == "role" || set == "session_authorization" || set == "search_path")
    session_.doubt_of_settings = why;
  if (session_.in_transaction() && goes_on && session_.uncertain.empty()) session_.uncertain = why;
  return not_known(std::move(why));
}

/// Whether the tool leaves the statement out: what it makes is there, or what it drops is gone.
bool Simulator::passes_over(const Node& root, const Visitor& visitor) {
  EffectsOf::State state;
  const std::vector<Id>& path = session_.search_path();
  if (!path.empty()) state.default_schema = catalog_[path.front()].own;
  EffectsOf effects(state);
  if (visitor.describe == nullptr) unknown("whether the tool leaves it out");
  visitor.describe(root, effects);
  for (const Effect& effect : effects.take()) {
    const bool makes = effect.action == EffectAction::creates;
    if ((!makes && effect.action != EffectAction::drops) || effect.implied) continue;
    const std::vector<std::string> parts = core::name_parts(effect.name);
    if (parts.size() != 2) unknown("whether the tool leaves it out");
    const Id schema = catalog_.schema(parts[0]);
    Id found = schema == Catalog::none ? schema : catalog_.type(schema, parts[1]);
    if (found == Catalog::none && schema != Catalog::none) {
      found = catalog_.relation(schema, parts[1]);
    }
    if (makes && found != Catalog::none) session_.skipped.push_back({found, effect.name});
    return makes == (found != Catalog::none);
  }
  return false;
}

StatementVerdict Simulator::run_parsed(const Node& root, const Statement& statement, Trace* trace) {
  if (has_newer_syntax(session_, root)) {
    session_.has_failed = session_.in_transaction();
    return failing("42601", "syntax error");
  }
  if (session_.has_failed && !ends_transaction(root)) {
    return failing("25P02",
                   "current transaction is aborted, commands ignored until end of transaction "
                   "block");
  }
  const bool is_control = root.is_a("TransactionStmt");
  if (session_.in_transaction() && writes_rows(root)) session_.has_written = true;
  if (!session_.uncertain.empty() && !ends_transaction(root)) {
    if (is_control) session_.has_uncertain_savepoints = true;
    if (root.is_a("VariableSetStmt") && !root.flag("is_local")) {
      catalog_.doubt_everything("whether what it sets holds: " + session_.uncertain);
    }
    const std::string_view everything = catalog_.doubt_of_everything();
    return take_as_unknown(root,
                           everything.empty()
                               ? "whether the transaction has failed before: " + session_.uncertain
                               : std::string(everything),
                           true);
  }
  session_.in_message = statement.with_previous;
  if (session_.in_transaction() && takes_snapshot(root)) session_.has_queried = true;
  const Visitor* const visitor = find_visitor(root.type());
  const bool is_own = !session_.in_transaction();
  const Catalog::Mark mark = catalog_.mark();
  const Session::Settings settings = session_.current_settings();
  const std::map<std::string, Id, std::less<>> temporary = session_.temporary;
  // Entries of objects that are taken back are never asked for; only restarts have to be.
  std::map<Id, std::int64_t> untouched;
  if (root.is_a("AlterSeqStmt")) untouched = session_.untouched_sequences;
  session_.skipped.clear();
  session_.doubt.clear();
  try {
    if (!catalog_.doubt_of_everything().empty() && !is_control) {
      unknown(std::string(catalog_.doubt_of_everything()));
    }
    const bool is_refused = refuse_in_read_only(session_, root);
    refuse_on_old_server(session_, root);
    if (!session_.doubt_of_settings.empty() && !is_control && !root.is_a("VariableSetStmt"))
      unknown(session_.doubt_of_settings);
    doubt_success(root);
    if (is_control && root.text("kind") == "TRANS_STMT_COMMIT") doubt_commit();
    if (visitor == nullptr)
      unknown("this kind of statement is not simulated: " + std::string(root.type()));
    if (visitor->apply != nullptr && !(statement.is_guarded && passes_over(root, *visitor))) {
      if (is_refused) refuse_rows(*visitor, root, session_);
      visitor->apply(root, session_);
    }
    if (statement.needs_rows) session_.may_fail("the rows of a query must be there");
  } catch (Failure& failure) {
    take_back_sequences(root, untouched);
    catalog_.undo(mark);
    session_.restore(settings);
    session_.temporary = temporary;
    const std::string extension = extension_that_may_help(catalog_, failure.sqlstate);
    if (!extension.empty()) {
      return take_as_unknown(root, "what extension \"" + extension + "\" brings",
                             statement.goes_on);
    }
    if (!is_control && may_be_otherwise(root, failure)) {
      return take_as_unknown(root, "what an earlier statement did, of which that is not known",
                             statement.goes_on);
    }
    session_.has_failed = session_.in_transaction();
    return failing(std::move(failure.sqlstate), std::move(failure.message));
  } catch (Unknown& reason) {
    take_back_sequences(root, untouched);
    catalog_.undo(mark);
    session_.restore(settings);
    session_.temporary = temporary;
    return take_as_unknown(root, std::move(reason.why), statement.goes_on);
  }
  if (may_call_sequences(root)) session_.untouched_sequences.clear();
  if (trace != nullptr) fill(*trace, mark);
  if (!session_.doubt.empty()) {
    if (statement.goes_on) {
      doubt_touched(mark, session_.doubt);
      if (session_.in_transaction()) session_.uncertain = session_.doubt;
    }
    if (is_own && !session_.in_transaction()) catalog_.keep_all();
    return not_known(session_.doubt, true);
  }
  if (is_own && !session_.in_transaction()) catalog_.keep_all();
  return {};
}

void Simulator::fill(Trace& trace, Catalog::Mark since) const {
  for (const Id id : catalog_.touched(since)) {
    const Catalog::Object* const before = catalog_.before(since, id);
    if (!catalog_.is_alive(id)) {
      if (before != nullptr) trace.removed.push_back(id);
    } else if (before == nullptr) {
      trace.made.push_back(id);
    } else {
      compare(trace.changed, id, *before, catalog_[id]);
    }
  }
  trace.skipped = session_.skipped;
}

StatementVerdict Simulator::run(const Statement& statement, Trace* trace) {
  if (before_each_) before_each_(statement);
  if (!statement.opaque.empty()) {
    if (!statement.only_data) catalog_.doubt_everything(statement.opaque);
    // It may have failed, or begun or ended a transaction.
    if (statement.client_error.empty() && (session_.in_transaction() || !statement.only_data)) {
      session_.uncertain = statement.opaque;
      session_.has_written = session_.in_transaction();
      if (!statement.only_data) session_.has_uncertain_savepoints = true;
    }
    return not_known(statement.opaque, statement.only_data);
  }
  std::optional<std::string> marked;
  if (session_.has_old_strings()) {
    marked = with_marked_escapes(statement.sql);
    if (!marked) {
      const std::string why = "strings in which a backslash is an escape";
      catalog_.doubt_everything(why);
      if (session_.in_transaction()) session_.uncertain = why;
      return not_known(why);
    }
  }
  const ParseResult parsed = parse(marked ? *marked : statement.sql);
  if (!parsed.sqlstate.empty()) {
    if (parsed.sqlstate == "54001" || is_newer(catalog_.server_version()) ||
        may_be_old_syntax(statement.sql, catalog_.server_version())) {
      const std::string why = parsed.sqlstate == "54001"
                                  ? parsed.message
                                  : "the built-in grammar (PostgreSQL " +
                                        std::to_string(grammar_version() / 10000) +
                                        ") does not know it: " + parsed.message;
      catalog_.doubt_everything(why);
      if (session_.in_transaction()) session_.uncertain = why;
      return not_known(why);
    }
    if (session_.in_transaction()) session_.has_failed = true;
    // Raised by the grammar's actions, which the library gives no SQLSTATE.
    const bool is_range = parsed.message.starts_with("column number must be in range");
    return failing(is_range ? "22023" : parsed.sqlstate, parsed.message);
  }
  const Node root = parsed.ast.root();
  if (!root) return {};
  StatementVerdict verdict;
  system::run_on_large_stack([&] { verdict = run_parsed(root, statement, trace); });
  return verdict;
}

std::vector<StatementVerdict> Simulator::run(const StatementList& list,
                                             std::vector<Trace>* traces) {
  std::vector<StatementVerdict> verdicts;
  system::run_on_large_stack([&] { run_list(list, verdicts, traces); });
  return verdicts;
}

std::vector<StatementVerdict> Simulator::rehearse(const StatementList& list,
                                                  std::vector<Trace>* traces) {
  const Catalog::Mark mark = catalog_.hold();
  const Session session = session_;
  std::vector<StatementVerdict> verdicts = run(list, traces);
  catalog_.release(mark);
  session_.take_state(session);
  return verdicts;
}

namespace {

/// A short message's trees are kept; those of a long one would be most of the memory, and are made
/// again one at a time.
class WholeMessage {
 public:
  explicit WholeMessage(const StatementList& list) {
    std::size_t bytes = 0;
    for (const Statement& statement : list.statements) bytes += statement.sql.size();
    if (bytes <= most_bytes) memo_.emplace();
  }

  [[nodiscard]] ParseResult errors_of(const Statement& statement) const {
    return memo_ ? parse(statement.sql) : parse_for_errors(statement.sql);
  }

 private:
  static constexpr std::size_t most_bytes = 32u << 10;

  std::optional<ParseMemo> memo_;
};

}  // namespace

void Simulator::run_list(const StatementList& list, std::vector<StatementVerdict>& verdicts,
                         std::vector<Trace>* traces) {
  const std::size_t count = list.statements.size();
  verdicts.assign(count, not_known("not reached"));
  if (traces != nullptr) traces->assign(count, {});
  if (list.own_session) session_.restore(session_.start_settings);
  std::optional<WholeMessage> message;
  if (list.one_message && !is_newer(catalog_.server_version())) {
    message.emplace(list);
    for (std::size_t at = 0; at < count; ++at) {
      const Statement& statement = list.statements[at];
      if (!statement.opaque.empty()) continue;
      const ParseResult parsed = message->errors_of(statement);
      if (parsed.sqlstate == "42601") {
        verdicts[at] = failing(parsed.sqlstate, parsed.message);
        return;
      }
    }
  }
  if (list.in_transaction) begin_transaction(session_);
  bool has_stopped = false;
  for (std::size_t at = 0; at < count && !has_stopped; ++at) {
    const Statement& statement = list.statements[at];
    verdicts[at] = run(statement, traces == nullptr ? nullptr : &(*traces)[at]);
    has_stopped = verdicts[at].verdict == Verdict::fails && !statement.goes_on;
  }
  if (has_stopped || list.own_session) {
    roll_back_transaction(session_);
  } else if (list.in_transaction || session_.in_transaction()) {
    commit_transaction(session_);
  }
  session_.uncertain.clear();
}

}  // namespace plumbline::sql
