#include "postgres/restore/index_pool.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "plumbline/error.hpp"
#include "postgres/restore/failed_statement.hpp"

namespace plumbline::postgres {

namespace {

constexpr std::size_t max_waiting = 256;
constexpr std::string_view deadlock = "40P01";

bool collide(const IndexJob& left, const IndexJob& right) {
  return std::any_of(left.locks.begin(), left.locks.end(), [&](const DumpLock& a) {
    return std::any_of(right.locks.begin(), right.locks.end(), [&](const DumpLock& b) {
      return a.table == b.table && !(a.is_shared && b.is_shared);
    });
  });
}

}  // namespace

IndexPool::IndexPool(Writable database, std::size_t connections, std::vector<std::string> setup,
                     OnBuilt on_built)
    : database_(std::move(database)),
      setup_(std::move(setup)),
      on_built_(std::move(on_built)),
      scope_(system::CallScope::current()),
      connections_(connections),
      allowed_(connections) {
  for (std::size_t i = 0; i < connections; ++i) threads_.emplace_back([this] { work(); });
}

IndexPool::~IndexPool() {
  {
    const std::lock_guard lock(mutex_);
    is_ended_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void IndexPool::add(IndexJob job) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.size() < max_waiting || failure_ || problem_; });
  if (failure_ || problem_) {
    lock.unlock();
    finish();
  }
  if (job.is_early) early_.insert(job.line);
  waiting_.push_back(std::move(job));
  changed_.notify_all();
}

bool IndexPool::is_under_way(std::size_t line) {
  const std::lock_guard lock(mutex_);
  if (!early_.contains(line)) return false;
  for (std::list<IndexJob>* jobs : {&waiting_, &running_}) {
    for (IndexJob& job : *jobs)
      if (job.line == line) job.is_early = false;
  }
  return true;
}

void IndexPool::allow(std::size_t connections) {
  const std::lock_guard lock(mutex_);
  allowed_ = connections;
  changed_.notify_all();
}

void IndexPool::finish() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.empty() && running_.empty(); });
  if (failure_) std::rethrow_exception(failure_);
  if (problem_) throw BadBackup{*problem_};
}

std::list<IndexJob>::iterator IndexPool::next_job() {
  if (running_.size() >= allowed_) return waiting_.end();
  for (auto job = waiting_.begin(); job != waiting_.end(); ++job) {
    const auto blocks = [&](const IndexJob& other) { return collide(other, *job); };
    if (std::none_of(running_.begin(), running_.end(), blocks) &&
        std::none_of(waiting_.begin(), job, blocks))
      return job;
  }
  return waiting_.end();
}

/// Null when the server gives no more connections, but has given us another one.
std::unique_ptr<Session> IndexPool::connect() {
  try {
    std::unique_ptr<Session> session =
        Session::open(database_, {.application_name = "plumbline restore"});
    for (const std::string& sql : setup_) session->query(sql);
    return session;
  } catch (const Error&) {
    const std::lock_guard lock(mutex_);
    if (--connections_ == 0) throw;
    return nullptr;
  }
}

void IndexPool::work() noexcept {
  const system::AdoptedScope adopted(scope_);
  try {
    const std::unique_ptr<Session> session = connect();
    if (!session) return;
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return is_ended_ || next_job() != waiting_.end(); });
      if (is_ended_) return;
      build(*session, lock);
    }
  } catch (...) {
    fail(std::current_exception());
  }
}

/// The job is among `running_` until it is done or retried; the lock is free meanwhile.
void IndexPool::build(Session& session, std::unique_lock<std::mutex>& lock) {
  running_.splice(running_.end(), waiting_, next_job());
  const auto job = std::prev(running_.end());
  lock.unlock();
  const auto start = std::chrono::steady_clock::now();
  std::optional<ServerError> error;
  try {
    error = session.run(job->sql).error;
    // Functions in indexes may lock what nobody can see here: then each waits for its turn.
    if (error && error->fields.sqlstate == deadlock) error = session.run(job->sql).error;
  } catch (...) {
    lock.lock();
    running_.erase(job);
    throw;
  }
  const auto passed = std::chrono::steady_clock::now() - start;
  lock.lock();
  if (error) {
    take_refusal(*job, *error);
  } else {
    on_built_(*job, std::chrono::duration_cast<std::chrono::microseconds>(passed).count());
  }
  running_.erase(job);
  changed_.notify_all();
}

void IndexPool::take_refusal(const IndexJob& job, const ServerError& error) {
  if (early_.erase(job.line) != 0) {
    // The dump may have come to it meanwhile, but not when it was begun.
    if (!job.is_early) waiting_.push_front(job);
    return;
  }
  RestoreProblem problem = failed_statement(error, job.sql, job.line);
  if (!problem_ || problem.line < problem_->line) problem_ = std::move(problem);
  waiting_.clear();
}

void IndexPool::fail(std::exception_ptr failure) noexcept {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::move(failure);
  waiting_.clear();
  changed_.notify_all();
}

}  // namespace plumbline::postgres
