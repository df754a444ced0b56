#include "interrupt.hpp"

#include <csignal>

namespace plumbline::cli {

namespace {

Cancel* requested = nullptr;

extern "C" void on_signal(int) { requested->request(); }

}  // namespace

const Cancel& interrupt() {
  static Cancel cancel;
  if (requested == nullptr) {
    requested = &cancel;
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
  }
  return cancel;
}

}  // namespace plumbline::cli
