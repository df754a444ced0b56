"""What a database holds: a snapshot of its catalog, out of a target or out of a file."""
from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, Sequence
from ctypes import byref, c_void_p
from typing import Any, ClassVar, Optional, Union, overload

from . import _raw
from ._handle import Closable, Names, ask, document, encoded, encoded_list, options_of
from ._library import C
from ._text import text
from .change import Change
from .diff import Diff, DiffHandle


class SchemaHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_schema_free(self)


class Properties(Mapping[str, str]):
    """The properties of an object, sorted by name; what PostgreSQL has as its default is absent."""

    __slots__ = ("_address", "_owner")

    def __init__(self, owner: SchemaHandle, address: int) -> None:
        self._owner, self._address = owner, address

    def __len__(self) -> int:
        return C.plumb_object_property_count(self._address)

    def __iter__(self) -> Iterator[str]:
        return iter([text(C.plumb_object_property_name(self._address, index)) or "" for index in range(len(self))])

    def __getitem__(self, name: str) -> str:
        value = text(C.plumb_object_property(self._address, encoded(name, "the property")))
        if value is None:
            raise KeyError(name)
        return value

    def items(self) -> ItemsView[str, str]:
        """Names and values, in one go."""
        address = self._address
        names, values = C.plumb_object_property_name, C.plumb_object_property_value
        return {text(names(address, index)) or "": text(values(address, index)) or "" for index in range(len(self))}.items()

    def __repr__(self) -> str:
        return repr(dict(self.items()))


class CatalogObject:
    """One object of the catalog: a table, a column, a function. Any thread. It keeps its schema, also after close()."""

    __slots__ = ("_address", "_owner")

    def __init__(self, owner: SchemaHandle, address: int) -> None:
        self._owner, self._address = owner, address

    @property
    def kind(self) -> str:
        """"table", "column", "foreign-table", "matview", "enum" …"""
        return text(C.plumb_object_kind(self._address)) or ""

    @property
    def name(self) -> str:
        """"public.orders", "public.orders.total", "public.f(integer)"; a part with a dot or a quote in it is in double quotes."""
        return text(C.plumb_object_name(self._address)) or ""

    @property
    def schema(self) -> Optional[str]:
        """The schema that it lies in, or None."""
        return text(C.plumb_object_schema(self._address))

    @property
    def parent(self) -> Optional[CatalogObject]:
        """The table, view or domain that it is a part of; the table of an index; None for all else."""
        address = C.plumb_object_parent(self._address)
        return None if address is None else CatalogObject(self._owner, address)

    @property
    def parts(self) -> tuple[CatalogObject, ...]:
        """Its columns, constraints, triggers, policies and rules, sorted by kind and name."""
        return self._all(C.plumb_object_part_count(self._address), C.plumb_object_part_at)

    @property
    def dependencies(self) -> tuple[CatalogObject, ...]:
        """What it cannot be without, its parent not counted; none in a schema that was read with `without_dependencies`."""
        return self._all(C.plumb_object_dependency_count(self._address), C.plumb_object_dependency_at)

    @property
    def position(self) -> int:
        """Place of a column among those of its table, from 1; 0 for all else."""
        return C.plumb_object_position(self._address)

    @property
    def properties(self) -> Properties:
        """"type", "not_null", "owner", "grant:app_ro" and their values: SQL with qualified names, "true" for what is so."""
        return Properties(self._owner, self._address)

    @property
    def definition(self) -> Optional[str]:
        """SQL that would make it, without owner, grants and comment; None for a kind that has no statement of its own."""
        return text(C.plumb_object_definition(self._address))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the object with its parts, 64 hexadecimal digits."""
        return text(C.plumb_object_fingerprint(self._address)) or ""

    @property
    def change(self) -> Optional[Change]:
        """The change that makes it, in a schema out of Project.planned_schema; None for what the plan finds there, and in all others."""
        address = C.plumb_object_change(self._address)
        return None if address is None else Change(self._owner, address)

    def _all(self, count: int, at: Any) -> tuple[CatalogObject, ...]:
        return tuple([CatalogObject(self._owner, at(self._address, index)) for index in range(count)])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CatalogObject) and self._address == other._address

    def __hash__(self) -> int:
        return hash(self._address)

    def __repr__(self) -> str:
        return f"<plumbline.CatalogObject {self.kind} {self.name}>"


class Schema(Closable[SchemaHandle], Sequence[CatalogObject]):
    """A snapshot of a database's catalog: a sequence of objects, sorted by kind, schema and name, parts behind all others. Any thread.

    Target.capture() reads one, Project.planned_schema() simulates one, Schema.load() takes one that save() made, and diff() compares two.
    """

    _what: ClassVar[str] = "schema"

    def __init__(self, handle: SchemaHandle) -> None:
        self._held = handle

    @classmethod
    def load(cls, data: Union[str, bytes]) -> Schema:
        """The schema that save() made this of. BadFormat when it is none, is damaged, or is newer than the library."""
        content = data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape")
        handle = SchemaHandle()
        ask(C.plumb_schema_load, content, len(content), byref(handle))
        return cls(handle)

    def save(self) -> str:
        """The schema as JSON to keep, plumbline.snapshot/1. The same schema gives the same text."""
        return document(C.plumb_schema_save, self._handle())

    def __len__(self) -> int:
        return C.plumb_schema_count(self._handle())

    @overload
    def __getitem__(self, index: int) -> CatalogObject: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[CatalogObject, ...]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[CatalogObject, tuple[CatalogObject, ...]]:
        if isinstance(index, slice):
            return tuple([self[each] for each in range(*index.indices(len(self)))])
        handle, count = self._handle(), len(self)
        address = C.plumb_schema_at(handle, index if index >= 0 else count + index) if -count <= index < count else None
        if address is None:
            raise IndexError(f"object {index} of {count}")
        return CatalogObject(handle, address)

    def find(self, kind: str, name: str) -> Optional[CatalogObject]:
        """The object of that kind and name, "table" and "public.orders"; None when there is none."""
        handle = self._handle()
        address = C.plumb_schema_find(handle, encoded(kind, "the kind"), encoded(name, "the name"))
        return None if address is None else CatalogObject(handle, address)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the whole database's definition, 64 hexadecimal digits: equal for databases that were made alike."""
        return text(C.plumb_schema_fingerprint(self._handle())) or ""

    def fingerprint_of(self, name: str) -> Optional[str]:
        """Likewise, of one schema and what lies in it; None when there is none of that name."""
        return text(C.plumb_schema_fingerprint_of(self._handle(), encoded(name, "the schema")))

    @property
    def digest(self) -> Optional[str]:
        """What Target.digest() would have given then; None without `with_digest`."""
        return text(C.plumb_schema_digest(self._handle()))

    @property
    def server_version(self) -> int:
        """Of the server that it was read from: 150020."""
        return C.plumb_schema_server_version(self._handle())

    @property
    def database(self) -> Optional[str]:
        """Name of the database that it was read from. Not compared."""
        return text(C.plumb_schema_database(self._handle()))

    @property
    def relative(self) -> bool:
        """Whether it was read with `relative`."""
        return C.plumb_schema_is_relative(self._handle()) == 1

    @property
    def unchecked(self) -> tuple[str, ...]:
        """What could not be read: "what: why"."""
        handle = self._handle()
        return tuple([text(C.plumb_schema_unchecked_at(handle, index)) or "" for index in range(C.plumb_schema_unchecked_count(handle))])

    @property
    def left_out(self) -> tuple[str, ...]:
        """What was left out on purpose (members of extensions, registries, what `skip` names): "what: why"."""
        handle = self._handle()
        return tuple([text(C.plumb_schema_left_out_at(handle, index)) or "" for index in range(C.plumb_schema_left_out_count(handle))])

    def diff(self, now: Schema, *, only: Names = None, skip: Names = None, column_order: bool = False, system_names: bool = False,
             physical: bool = False, without_owner: bool = False, without_grants: bool = False, without_comments: bool = False) -> Diff:
        """How `now`, what is there, differs from this, what is expected.

        `only` and `skip` are kinds ("table"), names or globs ("billing.*"), or "KIND:GLOB". Asked for by name only: the order of columns, names
        that PostgreSQL chose, and what a dump does not carry (`physical`).
        """
        if not isinstance(now, Schema):
            raise TypeError(f"now must be a plumbline.Schema, not {type(now).__name__}")
        handle = DiffHandle()
        options = options_of(
            _raw.plumb_diff_options, only=encoded_list(only, "a pattern of `only`"), skip=encoded_list(skip, "a pattern of `skip`"),
            column_order=int(column_order), system_names=int(system_names), physical=int(physical), without_owner=int(without_owner),
            without_grants=int(without_grants), without_comments=int(without_comments))
        ask(C.plumb_schema_diff, self._handle(), now._handle(), byref(options), byref(handle))
        return Diff(handle)

    def render(self, format: str = "text") -> str:
        """What it holds, in short: "text" (objects by kind, fingerprints by schema), or "fingerprints" (plumbline.fingerprints/1, JSON: schemas
        that are alike are one group)."""
        return document(C.plumb_schema_render, self._handle(), encoded(format, "the format"))

    def __repr__(self) -> str:
        if self.closed:
            return "<plumbline.Schema closed>"
        return f"<plumbline.Schema {self.database or ''} {len(self)} objects {self.fingerprint[:12]}>"
