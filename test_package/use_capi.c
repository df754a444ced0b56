/* What a package must be good for, in C: opens the folder given, checks it, wants one tree and no
 * finding; and libpq is there, which is asked for a server that is not. */
#include <plumbline.h>
#include <stdio.h>

int main(int argc, char** argv) {
  plumb_repository* repository = NULL;
  plumb_report* report = NULL;
  plumb_target* target = NULL;
  plumb_error* error = NULL;
  int good = argc == 2 && plumb_version_number() == PLUMB_VERSION_NUMBER &&
             plumb_repository_open(argv[1], NULL, &repository, NULL) == PLUMB_OK &&
             plumb_repository_check(repository, NULL, NULL, &report, NULL) == PLUMB_OK &&
             plumb_repository_count(repository) == 1 && plumb_report_count(report) == 0;
  plumb_report_free(report);
  plumb_repository_free(repository);
  good = good && plumb_target_open("postgresql://nobody@/none?host=/nonexistent", NULL, &target,
                                   &error) == PLUMB_CONNECTION;
  puts(error != NULL ? plumb_error_message(error) : "no error");
  plumb_error_free(error);
  return good ? 0 : 1;
}
