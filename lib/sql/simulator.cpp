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
#include "sql/types/system_settings.hpp"
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

/// A setting of which later statements depend on more than who runs them and where they look, which
/// `doubt_of_settings` is for.
bool matters_later(const Node& set, int major) {
  static constexpr std::array<std::string_view, 12> others = {
      "role",          "session_authorization", "search_path",
      "work_mem",      "maintenance_work_mem",  "statement_timeout",
      "lock_timeout",  "client_min_messages",   "idle_in_transaction_session_timeout",
      "log_statement", "application_name",      "synchronous_commit"};
  const std::string_view name = set.text("name");
  if (std::ranges::find(others, name) != others.end()) return false;
  // One that is not there cannot be set at all.
  return name.empty() || name.find('.') != std::string_view::npos ||
         find_setting(name, major) != nullptr;
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

void Simulator::take_back_sequences(const Node& root, const std::map<Id, std::int64_t>& before) {
  if (root.is_a("AlterSeqStmt")) session_.untouched_sequences = before;
  if (root.is_a("AlterTableStmt") && has_command(root, "AT_SetIdentity")) {
    session_.untouched_sequences.clear();
  }
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
    if (root.is_a("VariableSetStmt") && !root.flag("is_local") &&
        matters_later(root, session_.version() / 10'000)) {
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
