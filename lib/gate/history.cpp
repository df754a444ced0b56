/// Recorded runs, read again.
#include "gate/record/place.hpp"
#include "gate/record/stores.hpp"
#include "plumbline/error.hpp"
#include "plumbline/gate.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline {

History read_history(const std::optional<std::string>& record, const HistoryOptions& options) {
  const std::string path = gate::record_path(record);
  if (!system::is_file(path)) {
    throw Error(Status::not_found, {.message = system::format("no record at \"{}\"", path),
                                    .detail = "",
                                    .hint = "a gate makes it at its first run",
                                    .sqlstate = "",
                                    .where = {}});
  }
  return gate::holds_json_lines(path) ? gate::read_json_lines(path, options)
                                      : gate::read_sqlite(path, options);
}

}  // namespace plumbline
