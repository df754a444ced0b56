/* From C's callback to Go's: event.go hands over a number, never a pointer of Go's. */
#ifndef PLUMBLINE_GO_BRIDGE_H
#define PLUMBLINE_GO_BRIDGE_H

#include <plumbline.h>
#include <stdint.h>

/* Sets the two fields of an options struct, so that its events reach the observer behind `handle`.
 */
void plumbline_go_watch(plumb_event_fn* on_event, void** user_data, uintptr_t handle);

#endif
