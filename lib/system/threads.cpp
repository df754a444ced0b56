#include "system/threads.hpp"

#include <pthread.h>

#include <csignal>
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
  try {
    threads_.emplace_back(std::move(work));
  } catch (const std::system_error&) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw Error(Status::internal, "no thread could be started");
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace plumbline::system
