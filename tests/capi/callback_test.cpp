/// What a callback of a C++ host throws does not cross the C functions: it ends the call.
#include <plumbline.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

namespace {

std::int32_t throws_exception(const plumb_event*, void*) {
  throw std::runtime_error("of the host");
}
std::int32_t throws_number(const plumb_event*, void*) { throw 42; }

bool is_contained(const char* path, plumb_event_fn callback, const char* message) {
  plumb_repository* repository = nullptr;
  plumb_error* error = nullptr;
  plumb_repository_options options;
  plumb_options_init(&options, sizeof options);
  options.on_event = callback;
  const plumb_status status = plumb_repository_open(path, &options, &repository, &error);
  const char* said = plumb_error_message(error);
  const bool holds = status == PLUMB_INTERNAL && repository == nullptr && said != nullptr &&
                     std::strstr(said, message) != nullptr;
  if (!holds) std::printf("status %d: %s\n", status, said == nullptr ? "no error" : said);
  plumb_error_free(error);
  return holds;
}

}  // namespace

int main(int, char** argv) {
  const bool holds = is_contained(argv[1], throws_exception, "of the host") &&
                     is_contained(argv[1], throws_number, "no exception");
  return holds ? 0 : 1;
}
