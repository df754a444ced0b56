#include "failing_vfs.hpp"

#include <sqlite3.h>

#include <cstddef>

namespace plumbline::tests {

namespace {

struct Fault {
  int at = 0;
  int count = 0;
  bool lasts = false;
  bool has_failed = false;

  bool strikes() {
    ++count;
    if (at == 0 || !(count == at || (lasts && count > at))) return false;
    has_failed = true;
    return true;
  }
};

Fault fault;
sqlite3_vfs* real = nullptr;
sqlite3_vfs failing{};

/// What SQLite holds for an open file: our methods, and behind them the real file.
struct File {
  sqlite3_file base;
};

sqlite3_file* real_file(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
}

template <auto method, typename... Arguments>
int pass_on(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file* const inner = real_file(file);
  return (inner->pMethods->*method)(inner, arguments...);
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
  if (!fault.strikes()) return pass_on<&sqlite3_io_methods::xWrite>(file, bytes, count, at);
  // As a disk that becomes full: a part of it is there.
  pass_on<&sqlite3_io_methods::xWrite>(file, bytes, count / 2, at);
  return SQLITE_FULL;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (fault.strikes()) return SQLITE_IOERR_TRUNCATE;
  return pass_on<&sqlite3_io_methods::xTruncate>(file, size);
}

int sync(sqlite3_file* file, int flags) {
  if (fault.strikes()) return SQLITE_IOERR_FSYNC;
  return pass_on<&sqlite3_io_methods::xSync>(file, flags);
}

const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = pass_on<&sqlite3_io_methods::xClose>,
    .xRead = pass_on<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = pass_on<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = pass_on<&sqlite3_io_methods::xLock, int>,
    .xUnlock = pass_on<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = pass_on<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = pass_on<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = pass_on<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = pass_on<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int code = real->xOpen(real, name, real_file(file), flags, out_flags);
  file->pMethods = real_file(file)->pMethods == nullptr ? nullptr : &methods;
  return code;
}

int remove(sqlite3_vfs* /*vfs*/, const char* name, int sync_folder) {
  if (fault.strikes()) return SQLITE_IOERR_DELETE;
  return real->xDelete(real, name, sync_folder);
}

}  // namespace

FailingVfs::FailingVfs(int at, Lasting lasting) {
  real = sqlite3_vfs_find(nullptr);
  failing = *real;
  failing.zName = "failing";
  failing.szOsFile = real->szOsFile + static_cast<int>(sizeof(File));
  failing.xOpen = open;
  failing.xDelete = remove;
  fault = {.at = at, .count = 0, .lasts = lasting == Lasting::for_ever, .has_failed = false};
  sqlite3_vfs_register(&failing, 1);
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(&failing);
  sqlite3_vfs_register(real, 1);
}

bool FailingVfs::has_failed() noexcept { return fault.has_failed; }

}  // namespace plumbline::tests
