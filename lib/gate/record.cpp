#include "gate/record.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <ctime>

#include "gate/record/place.hpp"
#include "gate/record/stores.hpp"
#include "plumbline/error.hpp"
#include "system/clock.hpp"
#include "system/digest.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

class NoRecord final : public Record {
 public:
  void begin(const GateRun& /*run*/) override {}
  void step_started(const GateStep& /*step*/) override {}
  void step_done(const GateStep& /*step*/) override {}
  void finish(const GateRun& /*run*/) override {}
};

}  // namespace

std::string new_run_id() {
  const std::int64_t now = system::now_us();
  constexpr std::int64_t million = 1'000'000;
  const std::time_t second = now / million;
  std::tm utc{};
  ::gmtime_r(&second, &utc);
  std::array<unsigned char, 4> chance{};
  if (::getentropy(chance.data(), chance.size()) != 0) {
    throw Error(Status::io, "the system gives no random bytes");
  }
  return system::format("{:04}{:02}{:02}T{:02}{:02}{:02}{:06}-{}", utc.tm_year + 1900,
                        utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                        now % million, system::to_hex(chance));
}

std::unique_ptr<Record> Record::open(const std::optional<std::string>& where) {
  const std::string path = record_path(where);
  if (path.empty()) return std::make_unique<NoRecord>();
  if (holds_json_lines(path)) {
    make_record_file(path);
    return open_json_lines(path);
  }
#ifdef PLUMBLINE_SQLITE
  make_record_file(path);
#endif
  return open_sqlite(path);
}

}  // namespace plumbline::gate
