/// The walk over a plan: change by change, what it needs is looked for, made in the simulator and
/// noted; then the change itself is simulated.
#include <algorithm>
#include <map>
#include <unordered_set>

#include "core/interruption.hpp"
#include "gate/inference/inference.hpp"
#include "gate/inference/known_rows.hpp"
#include "gate/inference/need.hpp"
#include "gate/inference/roles.hpp"
#include "gate/inference/row_maker.hpp"
#include "sql/script.hpp"
#include "sql/simulator.hpp"
#include "system/format.hpp"
#include "system/large_stack.hpp"

namespace plumbline::gate {

namespace {

using sql::Id;

/// A need, and whether the change itself has met it before it asks.
struct AskedNeed {
  RowNeed need;
  Position where;
  bool is_met = false;
};

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::ranges::equal(text.substr(0, word.size()), word, [](char a, char b) {
           return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
         });
}

bool may_need_rows(const StatementList& list) {
  return std::ranges::any_of(list.statements, [](const Statement& statement) {
    return statement.needs_rows || starts_with_word(statement.sql, "INSERT") ||
           starts_with_word(statement.sql, "DO");
  });
}

bool is_superuser(const postgres::ServerRole& role) {
  return std::ranges::find(role.rights, "superuser") != role.rights.end();
}

sql::SimulatorOptions simulator_options(const InferenceInput& input) {
  sql::SimulatorOptions options;
  options.server_version = input.server_version;
  if (input.roles.empty()) return options;
  options.role = input.roles.front().name;
  options.is_superuser = is_superuser(input.roles.front());
  return options;
}

class Inference {
 public:
  Inference(const InferenceInput& input, sql::Simulator& simulator)
      : input_(input),
        plan_(*input.plan),
        simulator_(simulator),
        roles_(plan_, simulator, result_) {}

  Inferred run() {
    make_given_roles();
    if (input_.given != nullptr) place_given_seeds();
    const std::vector<const Change*> changes = changes_to_run();
    std::vector<StatementList> lists;
    lists.reserve(changes.size());
    for (const Change* const change : changes) {
      core::check_interruption();
      lists.push_back(input_.statements(*change));
      roles_.note_made(*change, lists.back());
    }
    for (std::size_t at = 0; at < changes.size(); ++at) {
      core::check_interruption();
      visit(*changes[at], lists[at]);
      lists[at] = {};
    }
    return std::move(result_);
  }

 private:
  void make_given_roles() {
    sql::Session& session = simulator_.session();
    for (const postgres::ServerRole& role : input_.roles) {
      if (input_.start == nullptr) {
        add_role(session, role);
      } else {
        make_role(session, role.name);
      }
    }
    for (const std::string& role : input_.common_roles) make_role(session, role);
    if (input_.given == nullptr) return;
    for (const std::string& role : input_.given->roles) make_role(session, role);
  }

  std::vector<const Change*> changes_to_run() const {
    const std::unordered_set<std::string_view> pending(input_.pending.begin(),
                                                       input_.pending.end());
    std::vector<const Change*> changes;
    for (const Change& change : plan_.changes) {
      if (change.shadowed) continue;
      if (input_.start != nullptr && !pending.contains(change.id)) continue;
      changes.push_back(&change);
    }
    return changes;
  }

  const Change* find(std::string_view reference) const {
    if (input_.find) return input_.find(reference);
    for (const Change& change : plan_.changes) {
      if (!change.shadowed && (change.id == reference || change.name == reference)) return &change;
    }
    return nullptr;
  }

  void place_given_seeds() {
    for (const Seed& seed : input_.given->seeds) {
      if (seed.before.empty()) continue;
      if (const Change* const change = find(seed.before); change != nullptr) {
        given_[change].push_back(&seed);
      }
    }
  }

  void visit(const Change& change, const StatementList& list) {
    roles_.read(change, list);
    const auto given = given_.find(&change);
    if (given != given_.end()) {
      for (const Seed* const seed : given->second) {
        run_and_record(sql::read_plain_script(seed->sql, seed->file));
      }
    }
    if (input_.start == nullptr && !has_failed_ && may_need_rows(list)) meet_needs(change, list);
    run_and_record(list);
  }

  void run_and_record(const StatementList& list) {
    simulator_.watch(
        [&](const Statement& statement) { known_.record(statement, simulator_.session()); });
    const std::vector<StatementVerdict> verdicts = simulator_.run(list);
    simulator_.watch({});
    if (list.has_rows) known_.doubt_everything();
    for (std::size_t at = 0; at < verdicts.size(); ++at) {
      has_failed_ =
          has_failed_ || (verdicts[at].verdict == Verdict::fails && !list.statements[at].goes_on);
    }
  }

  std::vector<AskedNeed> asked_needs(const StatementList& list) {
    std::vector<AskedNeed> asked;
    KnownRows known(&known_);
    simulator_.watch([&](const Statement& statement) {
      for (RowNeed& need : read_needs(statement, simulator_.session())) {
        // What the change itself did before it asks may be the row, unless that is opaque.
        bool is_met = false;
        if (need.impossible.empty()) {
          const Presence now = known.find(need, simulator_.session(), true);
          is_met = now != Presence::absent && now != known_.find(need, simulator_.session(), true);
        }
        asked.push_back({std::move(need), statement.where, is_met});
      }
      known.record(statement, simulator_.session());
    });
    simulator_.rehearse(list);
    simulator_.watch({});
    return asked;
  }

  void meet_needs(const Change& change, const StatementList& list) {
    const std::size_t first_new = simulator_.catalog().count();
    for (AskedNeed& asked : asked_needs(list)) {
      if (asked.is_met) continue;
      RowNeed& need = asked.need;
      if (need.impossible.empty() && need.table >= first_new) {
        need.impossible = "the change itself makes the table";
      }
      for (const RowCondition& condition : need.conditions) {
        if (need.impossible.empty() && condition.column >= first_new) {
          need.impossible = "the change itself makes a column of it";
        }
      }
      meet(change, asked);
    }
  }

  void meet(const Change& change, const AskedNeed& asked) {
    const RowNeed& need = asked.need;
    Presence presence = Presence::absent;
    if (need.impossible.empty()) presence = known_.find(need, simulator_.session());
    if (presence == Presence::there) return;
    const auto refuse = [&](const std::string& why) {
      // What may be there, or may never be asked for, is not worth a word.
      if (presence == Presence::perhaps || !need.is_certain) return;
      result_.not_inferred.push_back(
          {.change = change.id, .what = need.what, .why = why, .where = asked.where});
    };
    if (!need.impossible.empty()) return refuse(need.impossible);
    Making making = make_row(need, simulator_, known_, number_);
    if (!making.impossible.empty()) return refuse(making.impossible);
    // Where the change may do without it, a row that may be refused does harm alone.
    if (!making.is_certain && (presence == Presence::perhaps || !need.is_certain)) return;
    InferredSeed seed;
    seed.change = change.id;
    seed.before = plan_.traits.ids_are_hashes ? reference_of(change) : change.id;
    seed.table = simulator_.catalog().name(need.table);
    seed.why = system::format("\"{}\" stops without {}", change_label(plan_, change), need.what);
    seed.where = asked.where;
    const bool is_certain = need.is_certain && making.is_certain && presence == Presence::absent;
    seed.certainty = is_certain ? Certainty::certain : Certainty::likely;
    StatementList list;
    for (MadeRow& made : making.rows) {
      seed.sql += (seed.sql.empty() ? "" : ";\n") + made.sql;
      list.statements.emplace_back().sql = std::move(made.sql);
      known_.add(made.table, std::move(made.row));
    }
    simulator_.run(list);
    result_.seeds.push_back(std::move(seed));
  }

  /// A name that several changes have means the last one of them.
  std::string reference_of(const Change& change) const {
    return find(change.name) == &change ? change.name : change.id;
  }

  const InferenceInput& input_;
  const Plan& plan_;
  sql::Simulator& simulator_;
  Inferred result_;
  RoleReader roles_;
  KnownRows known_;
  std::map<const Change*, std::vector<const Seed*>> given_;
  int number_ = 0;
  bool has_failed_ = false;
};

}  // namespace

Inferred infer(const InferenceInput& input) {
  Inferred result;
  system::run_on_large_stack([&] {
    const sql::SimulatorOptions options = simulator_options(input);
    if (input.start == nullptr) {
      sql::Simulator simulator(options);
      result = Inference(input, simulator).run();
    } else {
      sql::Simulator simulator(*input.start, options);
      result = Inference(input, simulator).run();
    }
  });
  return result;
}

}  // namespace plumbline::gate
