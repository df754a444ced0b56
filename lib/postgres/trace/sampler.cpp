#include "postgres/trace/sampler.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <tuple>

#include "postgres/trace/queries.hpp"
#include "postgres/trace/trace.hpp"
#include "system/interruption.hpp"

namespace plumbline::postgres {

namespace {

using Clock = Trace::Clock;
using std::chrono::milliseconds;

constexpr milliseconds first_pause{10};  // connecting takes two or three
constexpr milliseconds pause{5};

struct Sight {
  HeldLock lock;
  Clock::time_point first;
  Clock::time_point last;
};

}  // namespace

struct LockSampler::State {
  Writable database;
  int pid = 0;
  const system::CallScope* scope = nullptr;
  std::mutex mutex;
  std::condition_variable woken;
  bool is_over = false;
  RelationMap relations;
  std::map<LockKey, Sight> sights;
  std::thread thread;

  explicit State(Writable writable) : database(std::move(writable)) {}

  /// False once the watch is over.
  bool rest(milliseconds duration) {
    std::unique_lock lock(mutex);
    return !woken.wait_for(lock, duration, [this] { return is_over; });
  }
  void watch();
  void look(Session& session);
};

void LockSampler::State::look(Session& session) {
  const std::array<std::optional<std::string>, 1> parameters = {std::to_string(pid)};
  const Rows rows = session.query(locks_of_query, parameters);
  const Clock::time_point now = Clock::now();
  std::set<LockKey> held;
  std::vector<LockKey> keys;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::string text = rows.text(row, 0);
    std::uint32_t oid = 0;
    std::from_chars(text.data(), text.data() + text.size(), oid);
    // Only what others can see counts: nobody waits for what is still being made.
    if (!rows.text(row, 3).empty()) relations.add(oid, read_relation(rows, row, 2));
    held.emplace(oid, rows.text(row, 1));
  }
  for (const LockKey& key : held) {
    if (!relations.is_told(key.first, key.second, held)) continue;
    const auto [sight, is_new] = sights.try_emplace(key);
    if (is_new) {
      sight->second.lock = {
          .mode = key.second, .object = relations.name_of(key.first), .held_us = 0};
      sight->second.first = now;
    }
    sight->second.last = now;
  }
}

void LockSampler::State::watch() {
  if (!rest(first_pause)) return;
  const system::AdoptedScope adopted(scope);
  try {
    const auto session = Session::open(
        database, {.connect_ms = 2'000, .statement_ms = 1'000, .settings = {}, .on_notice = {}});
    do look(*session);
    while (rest(pause));
  } catch (const std::exception&) {  // a look is worth no failure
  } catch (const system::Interrupted&) {
  }
}

LockSampler::LockSampler(const Writable& database, const Session& session)
    : state_(std::make_unique<State>(database)) {
  state_->pid = session.backend_pid();
  state_->scope = system::CallScope::current();
  try {
    state_->thread = std::thread([state = state_.get()] { state->watch(); });
  } catch (const std::system_error&) {  // no thread to be had: nothing is seen
  }
}

std::vector<HeldLock> LockSampler::stop() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->is_over = true;
  }
  state_->woken.notify_all();
  if (state_->thread.joinable()) state_->thread.join();
  std::vector<HeldLock> locks;
  for (auto& [key, sight] : state_->sights) {
    sight.lock.held_us = microseconds(sight.last - sight.first);
    locks.push_back(std::move(sight.lock));
  }
  state_->sights.clear();
  std::ranges::sort(locks, [](const HeldLock& left, const HeldLock& right) {
    return std::tie(left.object, left.mode) < std::tie(right.object, right.mode);
  });
  return locks;
}

LockSampler::~LockSampler() { stop(); }

}  // namespace plumbline::postgres
