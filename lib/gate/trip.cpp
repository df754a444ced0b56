#include "gate/trip.hpp"

#include <algorithm>
#include <utility>

#include "gate/schemas.hpp"
#include "plumbline/error.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

bool has_verify_scripts(const Plan& plan) noexcept {
  return std::ranges::any_of(plan.changes,
                             [](const Change& change) { return change.verify.exists; });
}

/// Where a change's way back is written.
Position way_back(const TreeInput& tree, const Change& change) {
  const Script& script = change.revert.file.empty() ? change.deploy : change.revert;
  return {.file = file_of(tree, script.file), .line = 1};
}

}  // namespace

Trip::Trip(const TreeInput& tree, const GateInput& input, const GateOptions& options,
           Course& course)
    : tree_(tree),
      plan_(tree.tree->plan()),
      input_(input),
      each_(options.each),
      infer_(options.infer),
      lane_(course, tree.path),
      migration_(tree, lane_, false),
      is_line_(is_line(plan_)),
      schemas_(plan_.changes.size() + 1),
      states_(plan_.changes.size() + 1) {}

void Trip::prepare(const ServerFacts& server) {
  notes_ = migration_.runner().not_covered();
  if (infer_) {
    inferred_ = infer(inference_input(*tree_.tree, tree_.settings, input_.settings.roles, server));
    for (const NotInferred& row : inferred_.not_inferred)
      notes_.push_back(
          system::format("{} could not be made for \"{}\": {}", row.what, row.change, row.why));
  }
  seeds_ = seed_points(tree_, inferred_);
  find_turn();
  // Roles stay in a kept cluster: one with more of them would hide that they are missing.
  std::vector<std::string> roles = input_.settings.roles;
  for (const InferredRole& role : inferred_.roles) roles.push_back(role.name);
  prefix_.emplace(tree_, seeds_, roles);
}

/// Alembic takes one step back, the others all that can be taken back; with `each` everything.
void Trip::find_turn() {
  const std::size_t count = plan_.changes.size();
  if (count == 0 || plan_.heads.size() > 1 || plan_.refusal) return;
  std::size_t turn = count;
  if (plan_.traits.scripts_are_separate) {
    while (turn > 0 && plan_.changes[turn - 1].revert.exists) --turn;
  } else if (each_) {
    turn = is_line_ ? 0 : count;
  } else if (plan_.changes.back().parents.size() <= 1) {
    turn = count - 1;
  }
  if (turn < count) turn_ = turn;
  if (turn > 0 && (each_ || plan_.traits.scripts_are_separate || !turn_)) {
    notes_.push_back(system::format("the way back of {} of {} changes: {}", turn, count,
                                    plan_.traits.scripts_are_separate
                                        ? "one of them has none"
                                        : "several branches meet there"));
  }
}

std::vector<std::string> Trip::ids_before(std::size_t count) const {
  if (count == 0) return {};
  if (count == plan_.changes.size()) return {""};
  if (is_line_) return {plan_.changes[count - 1].id};
  return plan_.changes[count].parents;
}

void Trip::make_roles(ScratchServer& server) {
  std::vector<std::string> roles = input_.settings.roles;
  roles.insert(roles.end(), tree_.settings.roles.begin(), tree_.settings.roles.end());
  for (const InferredRole& role : inferred_.roles) roles.push_back(role.name);
  if (roles.empty()) return;
  migration_.step("roles", "", [&](GateStep&) -> std::optional<Red> {
    for (const std::string& role : roles) {
      try {
        server.create_role(role);
      } catch (const Error& error) {
        // The migration that needs it will be red, with the remedy.
        if (error.status() != Status::refused) throw;
        lane_.tell_note(error.fields().message);
        notes_.push_back(error.fields().message);
      }
    }
    return std::nullopt;
  });
}

void Trip::run(ScratchServer& server) {
  server_ = &server;
  walks_ = each_ && turn_ && migration_.runner().can_walk();
  // A walk needs what each change came to in this very database.
  std::optional<std::size_t> known;
  if (!walks_) known = server.best_known(*prefix_);
  if (known && !knows_way_down(*known)) known.reset();
  applied_ = known.value_or(0);
  database_.emplace(known ? server.take(prefix_->database(*known)) : server.create());
  migration_.set_database(*database_);
  if (known) {
    lane_.tell_note(system::format("{} of {} changes are known from an earlier gate", *known,
                                   plan_.changes.size()));
  }
  climb();
  migration_.step("heads", "", [&](GateStep& step) { return migration_.check_heads(step); });
  if (has_verify_scripts(plan_))
    migration_.step("verify", "", [&](GateStep& step) { return migration_.verify(step); });
  if (turn_) {
    each_ ? go_back_one_by_one() : go_back();
    return_to_head();
  }
  migration_.runner().release();
}

/// An earlier gate may have gone another way, as without `each`: what it did not look at, this one
/// could not compare with.
bool Trip::knows_way_down(std::size_t known) {
  for (std::size_t at = turn_.value_or(known); at < known; ++at) {
    if (!schemas_[at]) schemas_[at] = server_->known_schema(*prefix_, at);
    if (!schemas_[at]) return false;
    if (!each_) break;
  }
  return true;
}

void Trip::note_schema(std::size_t count) {
  if (schemas_[count]) return;
  schemas_[count] = capture(*database_);
  server_->remember(*prefix_, count, *schemas_[count]);
}

std::optional<Red> Trip::go_to(GateStep& step, std::size_t count) {
  for (const std::string& id : ids_before(count))
    if (auto red = migration_.upgrade(step, id)) return red;
  applied_ = count;
  return std::nullopt;
}

/// Up to the first `count` changes, remembering the schemas that the way back is compared with.
std::optional<Red> Trip::reach(GateStep& step, std::size_t count) {
  if (turn_ && applied_ < *turn_ && *turn_ < count)
    if (auto red = go_to(step, *turn_)) return red;
  if (turn_ && applied_ == *turn_) note_schema(*turn_);
  if (each_ && turn_ && applied_ >= *turn_ && applied_ < count)
    if (auto red = climb_each(step, count)) return red;
  // A plan without a head to go to is the tool's to refuse.
  return applied_ < count || !turn_ ? go_to(step, count) : std::nullopt;
}

void Trip::seed_before(std::size_t count) {
  const auto point = std::ranges::find(seeds_, count, &SeedPoint::at);
  if (point == seeds_.end()) return;
  const bool is_end = count == plan_.changes.size();
  migration_.step("seed", is_end ? "after head" : "before " + plan_.changes[count].id,
                  [&](GateStep& step) { return migration_.seed(step, point->seeds); });
}

void Trip::climb() {
  for (const SeedPoint& point : seeds_) {
    // What was known came with the seeds before its last change.
    if (point.at < applied_ || (point.at > 0 && point.at == plan_.changes.size())) continue;
    if (point.at > applied_) {
      const std::string last = plan_.changes[point.at - 1].id;
      migration_.step("upgrade", is_line_ ? last : "before " + plan_.changes[point.at].id,
                      [&](GateStep& step) { return reach(step, point.at); });
    }
    seed_before(point.at);
  }
  migration_.step("upgrade", "head", [&](GateStep& step) -> std::optional<Red> {
    if (auto red = reach(step, plan_.changes.size())) return red;
    note_schema(plan_.changes.size());
    step.fingerprint = schemas_.back()->fingerprint().hex();
    return std::nullopt;
  });
  if (!plan_.changes.empty()) seed_before(plan_.changes.size());
}

std::optional<Red> Trip::step_down(GateStep& step, std::size_t to) {
  const std::size_t from = std::exchange(applied_, to);
  const std::vector<std::string> ids = ids_before(to);
  if (auto red = migration_.downgrade(step, ids.empty() ? "" : ids.front())) return red;
  const Schema now = capture(*database_);
  step.fingerprint = now.fingerprint().hex();
  if (!schemas_[to]) schemas_[to] = server_->known_schema(*prefix_, to);
  if (!schemas_[to]) {
    notes_.push_back(system::format("what the schema was before \"{}\" is not known", label(to)));
    return std::nullopt;
  }
  const bool is_one = from - to == 1;
  auto red = compare(*schemas_[to], now, is_one ? way_back_of(to) : "the way back");
  return red && is_one ? way_back_red(std::move(*red), to) : red;
}

std::string Trip::way_back_of(std::size_t at) const {
  return system::format("the way back of \"{}\"", label(at));
}

Red Trip::way_back_red(Red red, std::size_t at) const {
  red.findings.front().change = plan_.changes[at].id;
  red.findings.front().where = way_back(tree_, plan_.changes[at]);
  return red;
}

void Trip::go_back() {
  const std::size_t count = plan_.changes.size();
  const std::string subject = count - *turn_ == 1 ? "-1"
                              : *turn_ == 0       ? "all"
                                                  : "to " + plan_.changes[*turn_ - 1].id;
  migration_.step("downgrade", subject, [&](GateStep& step) { return step_down(step, *turn_); });
}

/// A database of its own with the first `count` changes, where the way back has spoilt the old one.
std::optional<Red> Trip::rebuild(GateStep& step, std::size_t count) {
  migration_.runner().release();
  server_->drop(*database_);
  begin_anew(count);
  return climb_again(step, count);
}

void Trip::begin_anew(std::size_t top) {
  database_.emplace(server_->create());
  watch_.forget();
  migration_.set_database(*database_);
  applied_ = 0;
  top_ = top;
}

std::optional<Red> Trip::seed_again(GateStep& step, std::size_t count) {
  const auto point = std::ranges::find(seeds_, count, &SeedPoint::at);
  return point == seeds_.end() ? std::nullopt : migration_.seed(step, point->seeds);
}

/// Up to the first `count` changes, the rows that they need on the way: those that were there may
/// have gone with their tables.
std::optional<Red> Trip::climb_again(GateStep& step, std::size_t count) {
  for (const SeedPoint& point : seeds_) {
    if (point.at < applied_) continue;
    if (point.at > count) break;
    if (point.at > applied_)
      if (auto red = go_watched(step, point.at)) return red;
    if (point.at < count || point.at == 0)
      if (auto red = migration_.seed(step, point.seeds)) return red;
  }
  return applied_ < count ? go_watched(step, count) : std::nullopt;
}

void Trip::return_to_head() {
  walks_ = false;  // nothing is looked at on the way
  migration_.step("upgrade", "head", [&](GateStep& step) -> std::optional<Red> {
    if (auto red = climb_again(step, plan_.changes.size())) return red;
    const Schema now = capture(*database_);
    step.fingerprint = now.fingerprint().hex();
    return compare(*schemas_.back(), now, "the second upgrade");
  });
}

std::optional<ScratchServer::Kept> Trip::kept() const {
  if (lane_.is_red() || prefix_->count() != plan_.changes.size() || plan_.changes.empty())
    return std::nullopt;
  return ScratchServer::Kept{.database = *database_,
                             .name = prefix_->database(plan_.changes.size())};
}

}  // namespace plumbline::gate
