#include "gate/record/place.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Error(Status::io, {.message = system::format("record \"{}\": {}", path, why),
                           .detail = "",
                           .hint = "name another place, or \"\" to record nothing",
                           .sqlstate = "",
                           .where = {}});
}

/// Each missing folder above `path`, from the top.
void make_folders(const std::string& path) {
  const std::string folder = system::parent_path(path);
  for (std::size_t end = folder.find('/', 1);; end = folder.find('/', end + 1)) {
    const std::string part = folder.substr(0, end);
    if (::mkdir(part.c_str(), S_IRWXU) != 0 && errno != EEXIST && !system::is_folder(part)) {
      refuse(path, std::generic_category().message(errno));
    }
    if (end == std::string::npos) return;
  }
}

}  // namespace

std::string record_path(const std::optional<std::string>& where,
                        const system::Environment& environment) {
  if (where) return *where;
#ifdef PLUMBLINE_SQLITE
  constexpr const char* name = "plumbline/gates.sqlite";
#else
  constexpr const char* name = "plumbline/gates.jsonl";
#endif
  // As the XDG base directory specification has it: a relative one counts as none.
  const std::string state = environment.get("XDG_STATE_HOME").value_or("");
  if (state.starts_with('/')) return system::join_path(state, name);
  const std::string home = environment.get("HOME").value_or("");
  if (home.starts_with('/')) {
    return system::join_path(system::join_path(home, ".local/state"), name);
  }
  throw Error(Status::configuration,
              {.message = "no place for the record: neither XDG_STATE_HOME nor HOME is set",
               .detail = "",
               .hint = "name a file, or \"\" to record nothing",
               .sqlstate = "",
               .where = {}});
}

bool holds_json_lines(const std::string& path) { return path.ends_with(".jsonl"); }

void make_record_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    // Nothing is opened: closing it again would end SQLite's locks on it in this process.
    if (!S_ISREG(status.st_mode)) refuse(path, "is no regular file");
    return;
  }
  if (errno == ENOENT) make_folders(path);
  const int file =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (file >= 0) {
    ::close(file);
    return;
  }
  if (errno != EEXIST) refuse(path, std::generic_category().message(errno));
  if (::stat(path.c_str(), &status) != 0) refuse(path, std::generic_category().message(errno));
}

}  // namespace plumbline::gate
