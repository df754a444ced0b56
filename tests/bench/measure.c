/* measure COMMAND…: runs it without input and output and prints its user and system CPU in
 * microseconds, its peak memory in KiB, its exit status and the microseconds that passed. A process
 * of its own, because a child's peak begins with that of the process it was forked from: here next
 * to nothing. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000L + time.tv_nsec / 1000;
}

static long microseconds(struct timeval time) { return time.tv_sec * 1000000L + time.tv_usec; }

int main(int count, char** arguments) {
  if (count < 2) return 2;
  const long started = now();
  const pid_t child = fork();
  if (child < 0) return 1;
  if (child == 0) {
    const int nothing = open("/dev/null", O_RDWR);
    for (int i = 0; i < 3; ++i) dup2(nothing, i);
    execvp(arguments[1], arguments + 1);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) != child) return 1;
  const long passed = now() - started;
  printf("%ld %ld %d %ld\n", microseconds(usage.ru_utime) + microseconds(usage.ru_stime),
         usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), passed);
  return 0;
}
