/* plumbline.h as C99, included twice, beside header_cxx11.cpp in one program. */
#include <plumbline.h>

int version_from_cxx(void);

int main(void) { return version_from_cxx() == plumb_version_number() ? 0 : 1; }
