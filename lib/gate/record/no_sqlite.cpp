/// What stands for SQLite where Plumbline was built without it (PLUMBLINE_SQLITE=OFF).
#include "gate/record/stores.hpp"
#include "plumbline/error.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

[[noreturn]] void refuse(const std::string& path) {
  throw Error(
      Status::unsupported,
      {.message = system::format("record \"{}\": this Plumbline was built without SQLite", path),
       .detail = "",
       .hint = "name a file that ends in .jsonl",
       .sqlstate = "",
       .where = {}});
}

}  // namespace

std::unique_ptr<Record> open_sqlite(const std::string& path) { refuse(path); }

History read_sqlite(const std::string& path, const HistoryOptions& /*options*/) { refuse(path); }

}  // namespace plumbline::gate
