/// Archives of pg_dump -Fc, -Fd and -Ft: pg_restore prints them as a plain dump, which is then
/// proven and restored as any other, by the same rules. It is given no database and no password.
#include <atomic>
#include <map>
#include <optional>
#include <string>

#include "plumbline/error.hpp"
#include "postgres/cluster/programs.hpp"
#include "postgres/restore/bad_backup.hpp"
#include "postgres/restore/byte_source.hpp"
#include "system/child.hpp"
#include "system/environment.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/process.hpp"
#include "system/utf8.hpp"

namespace plumbline::postgres {

namespace {

constexpr std::size_t shown_bytes = 200;

std::string find_pg_restore(const std::string& programs) {
  if (!programs.empty()) {
    const std::string given = system::join_path(programs, "pg_restore");
    if (system::is_file(given)) return given;
    throw_bad(RestoreFault::tool, 0,
              system::format("the backup is an archive, and \"{}\" is not there", given));
  }
  try {
    const std::string beside = system::join_path(find_programs("", 0).folder, "pg_restore");
    if (system::is_file(beside)) return beside;
  } catch (const Error&) {  // no server here: the client's programs may be
  }
  const std::string found = find_program("pg_restore");
  if (found.empty()) {
    throw_bad(RestoreFault::tool, 0, "the backup is an archive, and pg_restore is not installed",
              "apt-get install postgresql-client, dnf install postgresql");
  }
  return found;
}

std::map<std::string, std::string> clean_environment() {
  std::map<std::string, std::string> variables = {{"LC_ALL", "C"}};
  if (std::optional<std::string> path = system::Environment().get("PATH"))
    variables["PATH"] = std::move(*path);
  return variables;
}

/// The first line of what it said, without its name.
std::string complaint(std::string_view errors) {
  errors = errors.substr(0, errors.find('\n'));
  const std::size_t start = errors.find("error: ");
  if (start != std::string_view::npos) errors.remove_prefix(start + 7);
  return system::escape_for_display(errors, shown_bytes);
}

class ArchiveFeed final : public ByteFeed {
 public:
  ArchiveFeed(const Backup& backup, std::string program)
      : path_(backup.path), program_(std::move(program)) {}

  void run(const Take& take) override {
    system::ChildOptions options;
    options.environment = clean_environment();
    options.kept_output_bytes = 0;
    options.on_output = [&](std::string_view bytes) {
      written_ += bytes.size();
      take(bytes);
    };
    system::Child child({program_, "--file=-", "--", path_}, std::move(options));
    child.wait();
    if (child.exit_status() == 0) return;
    const std::string reason = complaint(child.errors());
    const bool is_newer = reason.starts_with("unsupported version");
    throw_bad(is_newer ? RestoreFault::version : RestoreFault::damaged, 0,
              system::format("pg_restore cannot read the backup: {}",
                             reason.empty() ? "it was ended by a signal" : reason));
  }
  [[nodiscard]] std::uint64_t consumed() const noexcept override { return written_; }

 private:
  std::string path_;
  std::string program_;
  std::atomic<std::uint64_t> written_ = 0;
};

}  // namespace

std::unique_ptr<ByteFeed> archive_feed(const Backup& backup, const std::string& programs) {
  return std::make_unique<ArchiveFeed>(backup, find_pg_restore(programs));
}

int archive_tool_version(const std::string& programs) {
  const system::ProcessResult said = system::run_process({find_pg_restore(programs), "--version"});
  // "pg_restore (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"
  const std::size_t start = said.output.find(") ");
  return start == std::string::npos ? 0 : version_number(said.output.substr(start + 2));
}

}  // namespace plumbline::postgres
