package plumbline

/*
#include <stdlib.h>

#include <plumbline.h>
*/
import "C"

import (
	"fmt"
	"strings"
	"time"
	"unsafe"
)

// An arena holds what one call hands to C. Its first failure is kept in err.
type arena struct {
	blocks []unsafe.Pointer
	err    error
}

func (a *arena) free() {
	for _, block := range a.blocks {
		C.free(block)
	}
	a.blocks = nil
}

// alloc gives zeroed memory that lives until free. Option structs are made here and not in Go's memory,
// since one field holds a number that is no pointer.
func (a *arena) alloc(size C.size_t) unsafe.Pointer {
	block := C.calloc(1, size)
	if block == nil {
		panic("plumbline: out of memory")
	}
	a.blocks = append(a.blocks, block)
	return block
}

func (a *arena) options(size C.size_t) unsafe.Pointer {
	options := a.alloc(size)
	C.plumb_options_init(options, size)
	return options
}

// text is a string for C; one that holds a NUL would end early there, and is an error.
func (a *arena) text(what, text string) *C.char {
	if at := strings.IndexByte(text, 0); at >= 0 {
		if a.err == nil {
			a.err = &Error{Status: ErrArgument, Message: fmt.Sprintf("%s holds a NUL, at byte %d", what, at)}
		}
		return nil
	}
	copied := C.CString(text)
	a.blocks = append(a.blocks, unsafe.Pointer(copied))
	return copied
}

// optional is NULL for "".
func (a *arena) optional(what, text string) *C.char {
	if text == "" {
		return nil
	}
	return a.text(what, text)
}

// given is NULL for nil, and not for "".
func (a *arena) given(what string, text *string) *C.char {
	if text == nil {
		return nil
	}
	return a.text(what, *text)
}

// list ends with NULL; a nil one is NULL itself.
func (a *arena) list(what string, texts []string) **C.char {
	if texts == nil {
		return nil
	}
	size := C.size_t(len(texts)+1) * C.size_t(unsafe.Sizeof((*C.char)(nil)))
	first := (**C.char)(a.alloc(size))
	places := unsafe.Slice(first, len(texts))
	for index, text := range texts {
		places[index] = a.text(what, text)
	}
	return first
}

// repositories ends with NULL; none are NULL itself.
func (a *arena) repositories(what string, all []*Repository) **C.plumb_repository {
	if len(all) == 0 {
		return nil
	}
	size := C.size_t(len(all)+1) * C.size_t(unsafe.Sizeof((*C.plumb_repository)(nil)))
	first := (**C.plumb_repository)(a.alloc(size))
	places := unsafe.Slice(first, len(all))
	for index, repository := range all {
		if repository == nil || repository.raw == nil {
			a.err = &Error{Status: ErrArgument, Message: fmt.Sprintf("%s: a repository is closed, or there is none", what)}
			return nil
		}
		places[index] = repository.raw
	}
	return first
}

// schema is NULL for nil; a closed one is an error.
func (a *arena) schema(schema *Schema) *C.plumb_schema {
	if schema == nil {
		return nil
	}
	if schema.raw == nil && a.err == nil {
		a.err = &Error{Status: ErrArgument, Message: "the schema is closed"}
	}
	return schema.raw
}

// target is NULL for nil; a closed one is an error.
func (a *arena) target(target *Target) *C.plumb_target {
	if target == nil {
		return nil
	}
	if err := target.usable(); err != nil && a.err == nil {
		a.err = err
	}
	return target.raw
}

// milliseconds for C, where 0 is its default and the shortest time is 1.
func milliseconds(duration time.Duration) C.int32_t {
	const longest = 1<<31 - 1
	switch {
	case duration == 0:
		return 0
	case duration < time.Millisecond:
		return 1
	case duration > longest*time.Millisecond:
		return longest
	}
	return C.int32_t(duration / time.Millisecond)
}

// limit for C, where 0 is its default.
func limit(number int) C.int32_t {
	const largest = 1<<31 - 1
	if number > largest {
		return largest
	}
	return C.int32_t(max(number, -1))
}

// flag is C's yes or no.
func flag(yes bool) C.int32_t {
	if yes {
		return 1
	}
	return 0
}

// texts copies a list of strings that C lends.
func texts(count C.size_t, at func(C.size_t) *C.char) []string {
	copied := make([]string, count)
	for index := range copied {
		copied[index] = C.GoString(at(C.size_t(index)))
	}
	return copied
}

// render runs a function that makes a text, and copies it.
func render(function func(**C.plumb_text, **C.plumb_error) C.plumb_status) ([]byte, error) {
	var text *C.plumb_text
	var failure *C.plumb_error
	if err := takeError(function(&text, &failure), failure); err != nil {
		return nil, err
	}
	return takeText(text), nil
}

// takeText copies a text and ends C's.
func takeText(text *C.plumb_text) []byte {
	defer C.plumb_text_free(text)
	data := unsafe.Slice((*byte)(unsafe.Pointer(C.plumb_text_data(text))), int(C.plumb_text_size(text)))
	return append([]byte(nil), data...)
}

// renderAs is render for a function that is told the format.
func renderAs(format string,
	function func(*C.char, **C.plumb_text, **C.plumb_error) C.plumb_status) ([]byte, error) {
	var memory arena
	defer memory.free()
	wanted := memory.text("the format", format)
	if memory.err != nil {
		return nil, memory.err
	}
	return render(func(text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return function(wanted, text, failure)
	})
}
