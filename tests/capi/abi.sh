#!/usr/bin/env bash
# abi.sh LIBRARY [--update]: whether today's header and library still offer what released/plumbline.abi describes. What is described is a
# stub made of the header and the map, so that nothing of the inside is in it; the library's own names and versions must be the stub's.
# A field appended to an options struct is allowed: it is what struct_size is for.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
capi=${PLUMBLINE_ABI_SUBJECT:-$here/../../capi}
library=${1:?library} baseline=$here/released/plumbline.abi
for tool in abidw abidiff cc nm python3; do
  command -v $tool >/dev/null || { echo "[skip] capi/abi: no $tool on this machine"; exit 77; }
done
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT

python3 - "$capi/plumbline.h" >"$work/stub.c" <<'END'
import re, sys
print('#include <plumbline.h>')
for declaration in re.findall(r'^PLUMB_API ([^;]+);', open(sys.argv[1]).read(), re.M):
    print(declaration, '{ __builtin_trap(); }')
END
cc -g -w -fdebug-prefix-map="$work"=. -fPIC -shared -fvisibility=hidden -I"$capi" -o "$work/stub.so" "$work/stub.c" \
  -Wl,--version-script="$capi/plumbline.map" -Wl,-soname,libplumbline.so.0 || exit 1
abidw --no-corpus-path --no-comp-dir-path --no-show-locs --no-elf-needed --no-architecture --out-file "$work/today.abi" "$work/stub.so" || exit 1
if [ "${2:-}" = --update ]; then
  cp "$work/today.abi" "$baseline"
  exit
fi

faults=0
names() { nm -D --defined-only "$1" | awk '{print $3}' | sort; }
diff <(names "$work/stub.so") <(names "$library") >"$work/names" || {
  echo "the library does not export what the header and the map say (< header, > library):"
  cat "$work/names"
  faults=1
}
# abidiff cannot tell a field put between from one put behind: it leaves the option structs out, and their fields are measured.
printf '[suppress_type]\n  name_regexp = ^plumb_[a-z]+_options$\n' >"$work/options"
abidiff --no-added-syms --suppressions "$work/options" "$baseline" "$work/today.abi" || faults=1
measure() {  # measure HEADER: offset and size in HEADER of each field that release 0.1 had
  python3 - "$here/released/0.1/plumbline.h" >"$work/measure.c" <<'END'
import re, sys
print('#include <stdio.h>\n#include <plumbline.h>\nint main(void) {')
for name, body in re.findall(r'typedef struct (\w+) \{(.*?)\} \1;', open(sys.argv[1]).read(), re.S):
    for field in re.findall(r'(\w+);', re.sub(r'/\*.*?\*/', '', body, flags=re.S)):
        print(f'printf("{name}.{field} %zu %zu\\n", offsetof({name}, {field}), sizeof((({name} *)0)->{field}));')
print('}')
END
  cc -I"$1" -o "$work/measure" "$work/measure.c" && "$work/measure"
}
measure "$here/released/0.1" >"$work/fields-then"
measure "$capi" >"$work/fields-now"
diff "$work/fields-then" "$work/fields-now" || { echo "a field of an options struct moved (< then, > now)"; faults=1; }
[ -s "$work/fields-then" ] || faults=1
cmp -s "$here/released/0.1/plumbline.h" "$capi/plumbline.h" || {
  echo "released/0.1/plumbline.h is not capi/plumbline.h, and 0.1 is not out: copy it, and write the description anew with --update"
  faults=1
}
exit $faults
