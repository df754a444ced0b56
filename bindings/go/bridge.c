/* The callback that C calls, and the Go function behind it. */
#include "bridge.h"

#include "_cgo_export.h"

static int32_t hand_over(const plumb_event* event, void* user_data) {
  return plumblineGoEvent((plumb_event*)event, (uintptr_t)user_data);
}

void plumbline_go_watch(plumb_event_fn* on_event, void** user_data, uintptr_t handle) {
  *on_event = hand_over;
  *user_data = (void*)handle;
}
