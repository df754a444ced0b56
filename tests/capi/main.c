/* Every function of plumbline.h from C: what it gives, and each way in which it refuses. */
#include <stdio.h>

#include "expect.h"

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  make_folder();
  test_version();
  test_options();
  test_files();
  test_rules();
  test_check();
  test_cancel();
  test_target();
  test_registry();
  test_schema();
  test_diff();
  test_fix();
  test_prediction();
  test_servers();
  test_gate();
  end_own_server();
  remove_folder();
  return expect_summary();
}
