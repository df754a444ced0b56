"""The package: finding the library, errors as Python has them, company in one process."""
import copy
import os
import pickle
import subprocess
import sys

import pytest

import plumbline
from plumbline import _raw

# Numbers that are no status.
OTHERS = ("PLUMB_DIFF", "PLUMB_EVENT", "PLUMB_GATE", "PLUMB_HEADS", "PLUMB_SCRIPT", "PLUMB_SEVERITY", "PLUMB_VERDICT")


def python(code, **environment):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, **environment})


def test_versions():
    assert plumbline.__version__ == plumbline.library_version() == _raw.PLUMB_VERSION
    assert plumbline.grammar_version() == 0 or plumbline.grammar_version() >= 150000


def test_star_import_leaves_pythons_open_alone():
    names = {}
    exec("from plumbline import *", names)
    assert "open" not in names and "Repository" in names
    assert all(hasattr(plumbline, name) for name in plumbline.__all__)


def test_library_is_loaded_when_it_is_used():
    code = "import plumbline; import plumbline.rules\ntry:\n plumbline.open('.')\nexcept plumbline.ToolMissing as e: print(e, '|', e.hint)"
    done = python(code, PLUMBLINE_LIBRARY="/nowhere/libplumbline.so")
    assert done.stdout.startswith("the library /nowhere/libplumbline.so cannot be loaded") and "$PLUMBLINE_LIBRARY" in done.stdout


def test_library_that_is_another_one_is_told():
    done = python("import plumbline; plumbline.open('.')", PLUMBLINE_LIBRARY="libc.so.6")
    assert "ToolMissing" in done.stderr and "has no plumb_version_number" in done.stderr


def test_library_comes_with_the_package():
    if "PLUMBLINE_LIBRARY" in os.environ:
        pytest.skip("$PLUMBLINE_LIBRARY is set")
    code = "import plumbline; plumbline.library_version(); print([l.split()[-1] for l in open('/proc/self/maps') if 'libplumbline' in l][0])"
    assert os.path.dirname(plumbline.__file__) in python(code).stdout


def test_every_status_has_its_exception():
    names = [name for name in vars(_raw) if name.startswith("PLUMB_") and name not in ("PLUMB_OK", "PLUMB_VERSION", "PLUMB_VERSION_NUMBER")]
    statuses = {getattr(_raw, name): name for name in names if not name.startswith(OTHERS)}
    assert len(statuses) == 17
    kinds = {kind.status: kind for kind in plumbline.PlumblineError.__subclasses__()}
    assert {status: kinds[status]("x").status_name for status in statuses} == statuses


def test_error_has_the_fields_and_travels():
    with pytest.raises(plumbline.NotFound) as raised:
        plumbline.open("/no/such/place")
    error = raised.value
    assert str(error) == error.message and "/no/such/place" in error.message and error.status == _raw.PLUMB_NOT_FOUND
    assert (error.sqlstate, error.line, error.column) == (None, 0, 0)
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(other) is plumbline.NotFound and vars(other) == vars(error) and str(other) == str(error)


def test_nul_is_refused_before_the_library_cuts_it_off(sqlx):
    for call in (lambda: plumbline.open(f"{sqlx}\0.bak"), lambda: plumbline.connect("postgresql:///x\0y"),
                 lambda: plumbline.open(sqlx).check(only=["plan\0"]), lambda: plumbline.explain("plan/cycle\0")):
        with pytest.raises(plumbline.InvalidArgument, match="NUL"):
            call()


def test_wrong_types_are_wrong(sqlx):
    with pytest.raises(TypeError):
        plumbline.open(3)
    with pytest.raises(TypeError):
        plumbline.open(sqlx, max_files="many")
    with pytest.raises(TypeError, match="plumbline.Target or None, not str"):
        plumbline.open(sqlx).check("postgresql:///x")


@pytest.mark.parametrize("value", [2**31, 2**32, 2**64, -(2**31) - 1])
def test_number_that_does_not_fit_is_refused(sqlx, value):
    repository = plumbline.open(sqlx)
    with pytest.raises(plumbline.InvalidArgument, match="max_per_rule .* is out of range"):
        repository.check(max_per_rule=value)
    for index in (lambda: repository[value], lambda: repository[0].changes[value], lambda: repository.check().view(value)):
        with pytest.raises(IndexError):
            index()


@pytest.mark.parametrize("order", [["psycopg2", "pglast", "plumbline"], ["plumbline", "pglast", "psycopg2"]], ids="-".join)
def test_company_in_one_process(sqlx, uri, order):
    for module in ("psycopg2", "pglast"):
        pytest.importorskip(module)
    uses = {"psycopg2": "import psycopg2; c = psycopg2.connect(uri); q = c.cursor(); q.execute('SELECT 1'); print(q.fetchone()[0])",
            "pglast": "import pglast; print(len(pglast.parse_sql('SELECT 1; SELECT 2')))",
            "plumbline": "import plumbline; t = plumbline.connect(uri); print(len(plumbline.open(tree).check(t)))"}
    code = "import sys; uri, tree = sys.argv[1:]\n" + "\n".join(uses[name] for name in order * 2)
    done = subprocess.run([sys.executable, "-c", code, uri, str(sqlx)], capture_output=True, text=True, check=False)
    wanted = {"psycopg2": "1", "pglast": "2", "plumbline": "2"}
    assert (done.returncode, done.stdout.split()) == (0, [wanted[name] for name in order * 2]), done.stderr
