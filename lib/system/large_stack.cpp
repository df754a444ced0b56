#include "system/large_stack.hpp"

#include <pthread.h>

#include <cerrno>
#include <exception>
#include <new>
#include <utility>

#include "plumbline/error.hpp"
#include "system/interruption.hpp"

namespace plumbline::system {

namespace {

thread_local bool here = false;

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PLUMBLINE_LARGE_FRAMES
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PLUMBLINE_LARGE_FRAMES
#endif
#ifdef PLUMBLINE_LARGE_FRAMES
constexpr std::size_t factor = 8;  // frames are that much larger
#else
constexpr std::size_t factor = 1;
#endif

struct Job {
  const std::function<void()>& work;
  const CallScope* scope;
  std::exception_ptr thrown;
};

extern "C" void* run_job(void* argument) {
  Job& job = *static_cast<Job*>(argument);
  here = true;
  const AdoptedScope adopted(job.scope);
  try {
    job.work();
  } catch (...) {
    job.thrown = std::current_exception();
  }
  return nullptr;
}

/// EAGAIN is also how the C library says that its own memory was short.
[[noreturn]] void refuse(int reason) {
  if (reason == EAGAIN || reason == ENOMEM) throw std::bad_alloc();
  throw Error(Status::internal, "no thread could be started");
}

pthread_t start(Job& job) {
  pthread_attr_t attributes;
  if (const int reason = pthread_attr_init(&attributes); reason != 0) refuse(reason);
  pthread_t thread{};
  int reason = pthread_attr_setstacksize(&attributes, large_stack_bytes * factor);
  if (reason == 0) reason = pthread_create(&thread, &attributes, run_job, &job);
  pthread_attr_destroy(&attributes);
  if (reason != 0) refuse(reason);
  return thread;
}

}  // namespace

bool is_on_large_stack() noexcept { return here; }

void run_on_large_stack(const std::function<void()>& work) {
  if (here) return work();
  Job job{work, CallScope::current(), nullptr};
  pthread_join(start(job), nullptr);
  if (job.thrown) std::rethrow_exception(job.thrown);
}

struct LargeStackTask::Running {
  explicit Running(std::function<void()> given)
      : work(std::move(given)), job{work, CallScope::current(), nullptr}, thread(start(job)) {}

  std::function<void()> work;
  Job job;
  pthread_t thread;
  bool is_over = false;
};

LargeStackTask::LargeStackTask(std::function<void()> work)
    : running_(std::make_unique<Running>(std::move(work))) {}

LargeStackTask::~LargeStackTask() {
  if (!running_->is_over) pthread_join(running_->thread, nullptr);
}

void LargeStackTask::wait() {
  pthread_join(running_->thread, nullptr);
  running_->is_over = true;
  if (running_->job.thrown) std::rethrow_exception(running_->job.thrown);
}

}  // namespace plumbline::system
