/* plumbline.h as C++11, in one program with header_c99.c. */
#include <plumbline.h>

extern "C" int version_from_cxx(void);

int version_from_cxx(void) { return PLUMB_VERSION_NUMBER; }
