/// The way back of every change, `--each`. Tools that can be walked go all the way in one go, and
/// what the server tells after each change decides whether the schema is the one before; wherever
/// it is not, or anything fails, that change is judged as without the walk: alone, by whole
/// schemas.
#include <algorithm>
#include <iterator>
#include <utility>

#include "gate/schemas.hpp"
#include "gate/trip.hpp"

namespace plumbline::gate {

/// Up to the first `count` changes in one go, noting what each has come to.
Trip::WalkEnd Trip::walk_up(GateStep& step, std::size_t count, std::optional<Red>& red) {
  const std::size_t from = applied_;
  std::size_t told = 0;
  const adapters::Walk walk{.is_down = false,
                            .to = ids_before(count).front(),
                            .count = count - from,
                            .watch = &watch_,
                            .on_state = [&](std::size_t done) {
                              states_[from + done] = watch_.state();
                              told = done;
                              return true;
                            }};
  const adapters::WalkOutcome outcome = migration_.walk(step, walk, red);
  if (red || told != walk.count) watch_.forget();
  if (red) return WalkEnd::failed;
  if (told != walk.count) {
    stop_walking(outcome.unwatched);
    return WalkEnd::unwatched;
  }
  applied_ = count;
  return WalkEnd::whole;
}

void Trip::stop_walking(const std::string& why) {
  walks_ = false;
  lane_.tell_note("each way back is a run of the tool's own: " +
                  (why.empty() ? "it does not go through the plan at once" : why));
}

/// As go_to, in a database that is to be walked down.
std::optional<Red> Trip::go_watched(GateStep& step, std::size_t count) {
  if (!walks_) return go_to(step, count);
  if (applied_ < *turn_)
    if (auto red = go_to(step, std::min(count, *turn_))) return red;
  if (applied_ == count) return std::nullopt;
  std::optional<Red> red;
  return walk_up(step, count, red) == WalkEnd::unwatched ? go_to(step, count) : red;
}

/// The first way up, from `turn_` on.
std::optional<Red> Trip::climb_each(GateStep& step, std::size_t count) {
  const std::size_t from = applied_;
  if (walks_) {
    std::optional<Red> red;
    if (walk_up(step, count, red) == WalkEnd::whole) return std::nullopt;
    walks_ = false;
    if (auto broken = rebuild(step, from)) return broken;
    if (from > 0)
      if (auto broken = seed_again(step, from)) return broken;
  }
  while (applied_ < count) {
    if (auto red = go_to(step, applied_ + 1)) return red;
    note_schema(applied_);
  }
  return std::nullopt;
}

/// Down until a state is not the one that the way up had there.
Trip::WalkEnd Trip::walk_back(GateStep& step) {
  const std::size_t from = applied_;
  const std::vector<std::string> ids = ids_before(*turn_);
  bool is_same = true;
  const auto compare = [&](std::size_t done) {
    const std::size_t to = from - done;
    seen_ = watch_.state();
    const postgres::SchemaState before = states_[to].value_or(postgres::SchemaState());
    if (done == 0) {
      harmless_ = seen_ - before;
      return true;
    }
    is_same = seen_ - before == harmless_ || seen_ == before;
    applied_ = to;
    if (!is_same) return false;
    harmless_ = seen_ - before;
    tell_way_back(to);
    return true;
  };
  const adapters::Walk walk{.is_down = true,
                            .to = ids.empty() ? "" : ids.front(),
                            .count = from - *turn_,
                            .watch = &watch_,
                            .on_state = compare};
  std::optional<Red> red;
  const adapters::WalkOutcome outcome = migration_.walk(step, walk, red);
  if (!is_same) return WalkEnd::differs;
  watch_.forget();
  if (red) return WalkEnd::failed;
  if (applied_ == *turn_ && outcome.unwatched.empty()) return WalkEnd::whole;
  stop_walking(outcome.unwatched);
  if (applied_ == *turn_) ++applied_;  // what was seen last is not to be trusted
  return WalkEnd::unwatched;
}

/// A database as this one was before a change failed in the midst of a walk.
std::optional<Red> Trip::return_to(GateStep& step, std::size_t count) {
  const std::size_t top = top_;
  if (auto red = rebuild(step, top)) return red;
  if (top == plan_.changes.size())
    if (auto red = seed_again(step, top)) return red;
  if (count == top) return std::nullopt;
  applied_ = count;
  return migration_.downgrade(step, ids_before(count).front());
}

/// What this database lacks or has too much beside one that was only brought up to there. That one
/// is gone on with where they differ.
std::optional<Red> Trip::compare_anew(GateStep& step, std::size_t to) {
  migration_.runner().release();
  const Schema now = capture(*database_);
  step.fingerprint = now.fingerprint().hex();
  const postgres::Writable real = *database_;
  const std::vector<std::optional<postgres::SchemaState>> states = states_;
  const std::size_t top = top_;
  begin_anew(to);
  is_broken_ = true;
  if (auto red = climb_again(step, to)) return red;
  is_broken_ = false;
  migration_.runner().release();
  schemas_[to] = capture(*database_);
  std::optional<Red> red = compare(*schemas_[to], now, way_back_of(to));
  if (red) {
    server_->drop(real);
    return way_back_red(std::move(*red), to);
  }
  server_->drop(*database_);
  database_.emplace(real);
  watch_.forget();
  migration_.set_database(*database_);
  states_ = states;
  top_ = top;
  return std::nullopt;
}

/// One change alone, after what the walk has told of it.
std::optional<Red> Trip::take_back(GateStep& step, WalkEnd end) {
  if (end == WalkEnd::differs) return compare_anew(step, applied_);
  const std::size_t to = applied_ - 1;
  if (end != WalkEnd::whole) {
    is_broken_ = true;
    if (auto broken = return_to(step, applied_)) return broken;
    is_broken_ = false;
  }
  if (!schemas_[to]) schemas_[to] = server_->known_schema(*prefix_, to);
  if (schemas_[to]) return step_down(step, to);
  applied_ = to;
  const std::vector<std::string> ids = ids_before(to);
  if (auto red = migration_.downgrade(step, ids.empty() ? "" : ids.front())) return red;
  return compare_anew(step, to);
}

void Trip::tell_way_back(std::size_t to) {
  lane_.tell_progress(label(to), plan_.changes.size() - to, plan_.changes.size() - *turn_);
}

void Trip::go_back_one_by_one() {
  migration_.step("downgrade", "each", [&](GateStep& step) -> std::optional<Red> {
    std::optional<Red> all;
    top_ = applied_;
    while (applied_ > *turn_) {
      WalkEnd end = WalkEnd::whole;
      if (walks_) end = walk_back(step);
      if (walks_ && end == WalkEnd::whole) break;
      std::optional<Red> red = take_back(step, end);
      if (is_broken_) return red;
      tell_way_back(applied_);
      if (!red) continue;
      const std::size_t at = applied_;
      if (!all) all.emplace();
      all->detail += (all->detail.empty() ? "" : "\n") + label(at) + ": " + red->detail;
      std::ranges::move(red->findings, std::back_inserter(all->findings));
      if (at > *turn_ && top_ != at)
        if (auto broken = rebuild(step, at)) return broken;
    }
    std::optional<Red> last = end_at_turn(step);
    return all ? all : last;
  });
}

/// The walk has ended where it should: the exact comparison once more, of all ways back.
std::optional<Red> Trip::end_at_turn(GateStep& step) {
  if (!walks_) return std::nullopt;
  const Schema now = capture(*database_);
  step.fingerprint = now.fingerprint().hex();
  return compare(*schemas_[*turn_], now, "the way back");
}

}  // namespace plumbline::gate
