package plumbline

/*
#include <plumbline.h>
*/
import "C"

import (
	"context"
	"runtime"
)

// ServerOptions say how a server is started. The zero value of each field is its default.
type ServerOptions struct {
	// Bin is the folder with initdb and postgres; "" is looked for: PLUMBLINE_PG_BIN, pg_config, PATH, and
	// where packages put them.
	Bin string
	// Directory is where the server's own folder is made; "" is the usual places.
	Directory string
	// OSUser is whom it runs as when the caller is root; "" is chosen.
	OSUser string
	// Major is the version that it must have: 15; 0 is the newest that is found.
	Major int
	// OnEvent hears of what is done; see RepositoryOptions.OnEvent.
	OnEvent func(Event) error
}

// A Server is a PostgreSQL of your own, on a Unix socket in a private folder, without fsync: for tests. It
// ends with Close, and with this process, also when that is killed; nothing of it is left then. For any
// number of goroutines.
type Server struct {
	raw *C.plumb_server
}

// StartServer starts a server. The options may be nil; ctx is of the start alone.
//
// Its errors are ErrTool without a PostgreSQL to start (the Hint says what to install), ErrIO,
// ErrConfiguration when there is no user to run it as, and ErrCancelled.
func StartServer(ctx context.Context, options *ServerOptions) (*Server, error) {
	if options == nil {
		options = &ServerOptions{}
	}
	var memory arena
	defer memory.free()
	cOptions := (*C.plumb_server_options)(memory.options(C.sizeof_plumb_server_options))
	cOptions.bin = memory.optional("Bin", options.Bin)
	cOptions.directory = memory.optional("Directory", options.Directory)
	cOptions.os_user = memory.optional("OSUser", options.OSUser)
	cOptions.major = limit(options.Major)
	call, err := memory.begin(ctx, options.OnEvent, &cOptions.cancel, &cOptions.on_event, &cOptions.user_data)
	if err != nil {
		return nil, err
	}
	var raw *C.plumb_server
	var failure *C.plumb_error
	err = takeError(C.plumb_server_start(cOptions, &raw, &failure), failure)
	if err = call.end(err, func() { C.plumb_server_free(raw) }); err != nil {
		return nil, err
	}
	server := &Server{raw}
	runtime.SetFinalizer(server, (*Server).Close)
	return server, nil
}

// Close ends the server and takes its folder away. It gives nil, also a second time.
func (s *Server) Close() error {
	runtime.SetFinalizer(s, nil)
	C.plumb_server_free(s.raw)
	s.raw = nil
	return nil
}

// URI is that of its database postgres, for any client on this machine, as its superuser.
func (s *Server) URI() string {
	defer runtime.KeepAlive(s)
	return C.GoString(C.plumb_server_uri(s.raw))
}

// Version is as PostgreSQL's server_version_num: 150020.
func (s *Server) Version() int {
	defer runtime.KeepAlive(s)
	return int(C.plumb_server_version(s.raw))
}

// AddDatabase makes a database with a name that no other has, and gives its URI. With copyOf, the URI of a
// database of this server that nobody is connected to, it has all that this one holds; "" is an empty one.
//
// Its errors are ErrArgument for a URI that is not this server's, ErrServer and ErrConnection.
func (s *Server) AddDatabase(copyOf string) (string, error) {
	defer runtime.KeepAlive(s)
	var memory arena
	defer memory.free()
	original := memory.optional("the URI", copyOf)
	if memory.err != nil {
		return "", memory.err
	}
	uri, err := render(func(text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_server_add_database(s.raw, original, text, failure)
	})
	return string(uri), err
}

// DropDatabase drops a database that AddDatabase made, whoever is connected to it. Its errors are those of
// AddDatabase.
func (s *Server) DropDatabase(uri string) error {
	defer runtime.KeepAlive(s)
	var memory arena
	defer memory.free()
	of := memory.text("the URI", uri)
	if memory.err != nil {
		return memory.err
	}
	var failure *C.plumb_error
	return takeError(C.plumb_server_drop_database(s.raw, of, &failure), failure)
}

// MarkScratch marks a database as one whose contents may be thrown away, so that a dry run may reset it: the
// only function that writes to a database that somebody named. It must be empty, and belong to the role, which
// is no superuser. Databases that the files of the repository, and DATABASE_URL, name are refused; it may be
// nil. Marking it again is fine.
//
// Its errors are ErrRefused with the reason, ErrArgument, ErrConnection, ErrServer and ErrTimeout.
func MarkScratch(uri string, repository *Repository) error {
	defer runtime.KeepAlive(repository)
	var memory arena
	defer memory.free()
	of := memory.text("the URI", uri)
	if memory.err != nil {
		return memory.err
	}
	var known *C.plumb_repository
	if repository != nil {
		known = repository.raw
	}
	var failure *C.plumb_error
	return takeError(C.plumb_scratch_mark(of, known, &failure), failure)
}
