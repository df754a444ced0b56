#include "postgres/cluster/account.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "plumbline/error.hpp"
#include "postgres/cluster/programs.hpp"
#include "system/environment.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {
namespace {

std::optional<FileOwner> look_up(const std::string& name) {
  std::array<char, 4'096> texts{};
  passwd entry{};
  passwd* found = nullptr;
  while (::getpwnam_r(name.c_str(), &entry, texts.data(), texts.size(), &found) == EINTR) continue;
  if (found == nullptr) return std::nullopt;
  return FileOwner{entry.pw_uid, entry.pw_gid};
}

/// Busybox' setpriv cannot change the user.
bool is_busybox(const std::string& program) {
  return system::base_name(system::real_path(program)) == "busybox";
}

/// setpriv and chroot become the program itself; runuser stays its parent.
std::vector<std::string> becoming(const std::string& name, const FileOwner& owner) {
  const std::string uid = std::to_string(owner.uid);
  const std::string gid = std::to_string(owner.gid);
  if (const std::string program = find_program("setpriv"); !program.empty() && !is_busybox(program))
    return {program, "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"};
  if (const std::string program = find_program("chroot"); !program.empty() && !is_busybox(program))
    return {program, "--userspec=" + uid + ":" + gid, "--groups=", "/"};
  if (const std::string program = find_program("runuser"); !program.empty())
    return {program, "-u", name, "--"};
  throw Error(
      Status::tool,
      {.message = "PostgreSQL does not run as root, and no program here can change the user",
       .detail = "",
       .hint = "install setpriv (util-linux) or chroot (coreutils), or run as another user",
       .sqlstate = "",
       .where = {}});
}

[[noreturn]] void throw_unusable(const std::string& name, std::string_view why) {
  throw Error(Status::configuration,
              {.message = system::format("PostgreSQL cannot run as user \"{}\": {}", name, why),
               .detail = "",
               .hint = "name another one with PLUMBLINE_PG_USER",
               .sqlstate = "",
               .where = {}});
}

}  // namespace

Account find_account(const std::string& os_user) {
  Account account;
  account.owner = {::geteuid(), ::getegid()};
  if (account.owner.uid != 0) return account;
  std::string asked = os_user;
  if (asked.empty()) asked = system::Environment().get("PLUMBLINE_PG_USER").value_or("");
  std::vector<std::string> names = {"postgres", "nobody"};
  if (!asked.empty()) names = {asked};
  for (const std::string& name : names) {
    const std::optional<FileOwner> owner = look_up(name);
    if (!owner) continue;
    if (owner->uid == 0) throw_unusable(name, "it is root");
    return {name, *owner, becoming(name, *owner)};
  }
  throw_unusable(names.front(), "there is no such user");
}

}  // namespace plumbline::postgres
