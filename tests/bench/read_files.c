/* The ceiling of every comparison: opens, reads and forgets each file of the folders given, and
 * does nothing else. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char buffer[1 << 20];

int main(int count, char** folders) {
  for (int i = 1; i < count; ++i) {
    DIR* folder = opendir(folders[i]);
    if (!folder) return 1;
    for (struct dirent* entry; (entry = readdir(folder));) {
      if (entry->d_type != DT_REG) continue;
      const int file = openat(dirfd(folder), entry->d_name, O_RDONLY | O_CLOEXEC);
      struct stat facts;
      if (file < 0 || fstat(file, &facts) != 0) return 1;
      while (read(file, buffer, sizeof buffer) > 0) continue;
      close(file);
    }
    closedir(folder);
  }
  return 0;
}
