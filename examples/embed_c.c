/* A guard to run before a deploy, in C: `embed_c [PATH]` checks the migrations below PATH, and
 * against the database of $DATABASE_URL if there is one. Exit status 1: something is wrong;
 * 3: it could not be found out.
 *     cc embed_c.c $(pkg-config --cflags --libs plumbline) -o embed_c */
#include <plumbline.h>
#include <stdio.h>
#include <stdlib.h>

static void print(const plumb_finding* finding) {
  static const char* const names[] = {"info", "warning", "error"};
  const char* file = plumb_finding_file(finding);
  int line = plumb_finding_line(finding);
  if (file != NULL && line > 0) printf("%s:%d: ", file, line);
  if (file != NULL && line == 0) printf("%s: ", file);
  printf("%s: %s [%s]\n", names[plumb_finding_severity(finding)], plumb_finding_message(finding),
         plumb_finding_rule(finding));
}

int main(int argc, char** argv) {
  const char* uri = getenv("DATABASE_URL");
  plumb_repository* repository = NULL;
  plumb_target* target = NULL;
  plumb_report* report = NULL;
  plumb_error* error = NULL;
  int status = 3;
  size_t i;
  if (plumb_repository_open(argc > 1 ? argv[1] : ".", NULL, &repository, &error) == PLUMB_OK &&
      (uri == NULL || plumb_target_open(uri, NULL, &target, &error) == PLUMB_OK) &&
      plumb_repository_check(repository, target, NULL, &report, &error) == PLUMB_OK) {
    for (i = 0; i < plumb_report_count(report); ++i) print(plumb_report_at(report, i));
    status = plumb_report_total(report, PLUMB_SEVERITY_ERROR) > 0 ? 1 : 0;
  } else {
    fprintf(stderr, "%s\n", error != NULL ? plumb_error_message(error) : "out of memory");
  }
  plumb_error_free(error);
  plumb_report_free(report);
  plumb_target_free(target);
  plumb_repository_free(repository);
  return status;
}
