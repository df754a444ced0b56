/* A program of release 0.1, compiled against the header of that release and run on today's library. */
#include "plumbline.h"

#include <stdio.h>

int main(int argc, char **argv) {
  plumb_repository *repository = NULL;
  plumb_report *report = NULL;
  plumb_text *text = NULL;
  plumb_error *error = NULL;
  plumb_schema *schema = NULL;
  plumb_repository_options open_options;
  plumb_check_options check_options;
  static const char *const only[] = {"plan", NULL};
  (void)argc;
  plumb_options_init(&open_options, sizeof open_options);
  plumb_options_init(&check_options, sizeof check_options);
  check_options.only = only;
  if (plumb_version_number() < PLUMB_VERSION_NUMBER) return 2;
  if (plumb_repository_open(argv[1], &open_options, &repository, &error) != PLUMB_OK ||
      plumb_repository_check(repository, NULL, &check_options, &report, &error) != PLUMB_OK ||
      plumb_report_render(report, "json", &text, &error) != PLUMB_OK) {
    fprintf(stderr, "%s\n", plumb_error_message(error));
    return 1;
  }
  const int found = plumb_report_count(report) > 0 && plumb_text_size(text) > 0 &&
                    plumb_finding_severity(plumb_report_at(report, 0)) >= PLUMB_SEVERITY_INFO;
  if (plumb_schema_load("{}", 2, &schema, NULL) != PLUMB_FORMAT || schema != NULL) return 1;
  plumb_text_free(text);
  plumb_report_free(report);
  plumb_repository_free(repository);
  return found ? 0 : 1;
}
