#include "system/threads.hpp"

#include <pthread.h>

#include <csignal>
#include <exception>
#include <new>
#include <system_error>
#include <utility>

#include "plumbline/error.hpp"

namespace plumbline::system {

Threads::~Threads() {
  for (std::thread& thread : threads_) thread.join();
}

void Threads::start(std::function<void()> work) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // the new thread inherits it
  std::exception_ptr refusal;
  try {
    threads_.emplace_back(std::move(work));
  } catch (const std::system_error& error) {
    // Also how the C library says that its own memory was short.
    const bool is_short = error.code() == std::errc::resource_unavailable_try_again;
    refusal = is_short
                  ? std::make_exception_ptr(std::bad_alloc())
                  : std::make_exception_ptr(Error(Status::internal, "no thread could be started"));
  } catch (...) {
    refusal = std::current_exception();
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (refusal) std::rethrow_exception(refusal);
}

}  // namespace plumbline::system
