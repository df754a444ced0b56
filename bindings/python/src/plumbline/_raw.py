"""Written by bindings/generate.py from capi/plumbline.h; do not edit.

Constants, option structs and the functions of one loaded library. Functions that answer at once keep the interpreter's lock;
those that can wait let it go."""
from __future__ import annotations

from ctypes import CDLL, CFUNCTYPE, POINTER, PyDLL, Structure, c_char_p, c_int32, c_int64, c_size_t, c_void_p
from typing import Any, Callable, Optional, Union

#: What a handle is to a function: its address, or an object that holds and frees it.
Handle = Union[c_void_p, int, None]

#: Of this header. The library's own is plumb_version_number().
PLUMB_VERSION = "0.1.0"
#: 0xMMmmpp: major, minor, patch.
PLUMB_VERSION_NUMBER = 0x000100
#: Done; look at the report.
PLUMB_OK = 0
#: NULL or impossible argument, unknown format or rule pattern.
PLUMB_ARGUMENT = 1
#: Comes without an error object.
PLUMB_NO_MEMORY = 2
#: A defect of this library.
PLUMB_INTERNAL = 3
#: By a cancel or a callback.
PLUMB_CANCELLED = 4
#: A deadline of ours passed.
PLUMB_TIMEOUT = 5
#: The target, or the scratch database, is in use by another call.
PLUMB_BUSY = 6
#: No such path, rule, project, backup, record.
PLUMB_NOT_FOUND = 7
#: A reference or path means several things; the detail lists them.
PLUMB_AMBIGUOUS = 8
#: A file cannot be read or written.
PLUMB_IO = 9
#: Not the format that was expected, or newer than this library.
PLUMB_FORMAT = 10
#: A limit was met; the message names it.
PLUMB_LIMIT = 11
#: The server cannot be reached, or was lost.
PLUMB_CONNECTION = 12
#: The server refused a statement of ours; SQLSTATE is set.
PLUMB_SERVER = 13
#: A program or library that is needed (libpq, alembic) is missing.
PLUMB_TOOL = 14
#: A guard said no; there is no option that says yes.
PLUMB_REFUSED = 15
#: Left out of this build, or the server is too old.
PLUMB_UNSUPPORTED = 16
#: plumbline.toml is wrong; file and line are set.
PLUMB_CONFIGURATION = 17
#: A gate begins.
PLUMB_EVENT_GATE_START = 1
#: A step of it begins.
PLUMB_EVENT_STEP_START = 2
#: One more tree was read or checked; its path is the message.
PLUMB_EVENT_PROGRESS = 3
#: A step ended.
PLUMB_EVENT_STEP_DONE = 4
#: A gate ended.
PLUMB_EVENT_GATE_DONE = 5
#: Something worth a line in a log.
PLUMB_EVENT_NOTE = 6
#: Moves forward; Alembic: the revision file.
PLUMB_SCRIPT_DEPLOY = 0
#: Moves back.
PLUMB_SCRIPT_REVERT = 1
#: sqitch only.
PLUMB_SCRIPT_VERIFY = 2
#: In the old schema only.
PLUMB_DIFF_MISSING = 1
#: In the new schema only.
PLUMB_DIFF_UNEXPECTED = 2
#: In both, and a property differs.
PLUMB_DIFF_CHANGED = 3
PLUMB_SEVERITY_INFO = 0
PLUMB_SEVERITY_WARNING = 1
PLUMB_SEVERITY_ERROR = 2
#: It succeeds.
PLUMB_VERDICT_OK = 0
#: It fails, with the SQLSTATE of its finding.
PLUMB_VERDICT_FAILS = 1
#: Nobody can tell without running it, or it is not reached.
PLUMB_VERDICT_UNKNOWN = 2
#: One branch is put behind the other.
PLUMB_HEADS_LINEARISE = 0
#: A new revision joins them.
PLUMB_HEADS_MERGE = 1
#: Up, down and up again on empty databases.
PLUMB_GATE_ROUND_TRIP = 0
#: The pending migrations on a restored backup.
PLUMB_GATE_DRY_RUN = 1

plumb_event_fn = CFUNCTYPE(c_int32, c_void_p, c_void_p)


class plumb_repository_options(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("config", c_char_p),
        ("tool", c_char_p),
        ("environment", POINTER(c_char_p)),
        ("max_file_bytes", c_int64),
        ("max_depth", c_int32),
        ("max_files", c_int32),
        ("cancel", c_void_p),
        ("on_event", plumb_event_fn),
        ("user_data", c_void_p),
        ("deadline_ms", c_int32),
        ("reserved", c_int32),
    ]


class plumb_target_options(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("application_name", c_char_p),
        ("connect_ms", c_int32),
        ("lock_ms", c_int32),
        ("statement_ms", c_int32),
        ("reserved_1", c_int32),
        ("cancel", c_void_p),
        ("on_event", plumb_event_fn),
        ("user_data", c_void_p),
        ("deadline_ms", c_int32),
        ("reserved", c_int32),
    ]


class plumb_schema_options(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("schemas", POINTER(c_char_p)),
        ("skip", POINTER(c_char_p)),
        ("with_extension_members", c_int32),
        ("with_registry", c_int32),
        ("without_dependencies", c_int32),
        ("relative", c_int32),
        ("with_digest", c_int32),
        ("reserved_1", c_int32),
        ("cancel", c_void_p),
        ("on_event", plumb_event_fn),
        ("user_data", c_void_p),
        ("deadline_ms", c_int32),
        ("reserved", c_int32),
    ]


class plumb_diff_options(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("only", POINTER(c_char_p)),
        ("skip", POINTER(c_char_p)),
        ("column_order", c_int32),
        ("system_names", c_int32),
        ("physical", c_int32),
        ("without_owner", c_int32),
        ("without_grants", c_int32),
        ("without_comments", c_int32),
    ]


class plumb_check_options(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("only", POINTER(c_char_p)),
        ("skip", POINTER(c_char_p)),
        ("expect", POINTER(c_char_p)),
        ("schema", c_void_p),
        ("beside", POINTER(c_void_p)),
        ("use_git", c_int32),
        ("max_per_rule", c_int32),
        ("cancel", c_void_p),
        ("on_event", plumb_event_fn),
        ("user_data", c_void_p),
        ("deadline_ms", c_int32),
        ("preflight", c_int32),
        ("since", c_char_p),
        ("baseline", c_char_p),
    ]


class plumb_predict_options(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("upto", c_char_p),
        ("scripts", POINTER(c_char_p)),
        ("schema", c_void_p),
        ("twice", c_int32),
        ("reserved_1", c_int32),
        ("cancel", c_void_p),
        ("on_event", plumb_event_fn),
        ("user_data", c_void_p),
        ("deadline_ms", c_int32),
        ("reserved", c_int32),
    ]


class plumb_fix_options(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("only", POINTER(c_char_p)),
        ("schema", c_void_p),
        ("heads", c_int32),
        ("use_git", c_int32),
        ("cancel", c_void_p),
        ("on_event", plumb_event_fn),
        ("user_data", c_void_p),
        ("deadline_ms", c_int32),
        ("reserved", c_int32),
    ]


class plumb_server_options(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("bin", c_char_p),
        ("directory", c_char_p),
        ("os_user", c_char_p),
        ("major", c_int32),
        ("reserved_1", c_int32),
        ("cancel", c_void_p),
        ("on_event", plumb_event_fn),
        ("user_data", c_void_p),
        ("deadline_ms", c_int32),
        ("reserved", c_int32),
    ]


class plumb_gate_options(Structure):
    _fields_ = [
        ("struct_size", c_size_t),
        ("kind", c_int32),
        ("step_ms", c_int32),
        ("server", c_char_p),
        ("bin", c_char_p),
        ("scratch", c_char_p),
        ("backup", c_char_p),
        ("record", c_char_p),
        ("version", c_char_p),
        ("tier", c_char_p),
        ("no_inference", c_int32),
        ("each", c_int32),
        ("keep", c_int32),
        ("fresh", c_int32),
        ("create_roles", c_int32),
        ("reserved_1", c_int32),
        ("cancel", c_void_p),
        ("on_event", plumb_event_fn),
        ("user_data", c_void_p),
        ("deadline_ms", c_int32),
        ("reserved", c_int32),
    ]


class Functions:
    """Every function of plumbline.h, out of the library at `path`. OSError when it is not one."""

    plumb_version_number: Callable[[], int]
    plumb_grammar_version: Callable[[], int]
    plumb_status_name: Callable[[int], Optional[bytes]]
    plumb_options_init: Callable[[Any, int], None]
    plumb_error_free: Callable[[Handle], None]
    plumb_error_status: Callable[[Handle], int]
    plumb_error_message: Callable[[Handle], Optional[bytes]]
    plumb_error_detail: Callable[[Handle], Optional[bytes]]
    plumb_error_hint: Callable[[Handle], Optional[bytes]]
    plumb_error_sqlstate: Callable[[Handle], Optional[bytes]]
    plumb_error_file: Callable[[Handle], Optional[bytes]]
    plumb_error_line: Callable[[Handle], int]
    plumb_error_column: Callable[[Handle], int]
    plumb_text_data: Callable[[Handle], Optional[int]]
    plumb_text_size: Callable[[Handle], int]
    plumb_text_free: Callable[[Handle], None]
    plumb_cancel_new: Callable[[Any], int]
    plumb_cancel_request: Callable[[Handle], None]
    plumb_cancel_free: Callable[[Handle], None]
    plumb_event_kind: Callable[[Handle], int]
    plumb_event_message: Callable[[Handle], Optional[bytes]]
    plumb_event_json: Callable[[Handle], Optional[bytes]]
    plumb_repository_open: Callable[[Optional[bytes], Any, Any, Any], int]
    plumb_repository_free: Callable[[Handle], None]
    plumb_repository_count: Callable[[Handle], int]
    plumb_repository_at: Callable[[Handle, int], Optional[int]]
    plumb_project_path: Callable[[Handle], Optional[bytes]]
    plumb_project_tool: Callable[[Handle], Optional[bytes]]
    plumb_project_change_count: Callable[[Handle], int]
    plumb_project_change_at: Callable[[Handle, int], Optional[int]]
    plumb_project_find: Callable[[Handle, Optional[bytes]], Optional[int]]
    plumb_project_render: Callable[[Handle, Optional[bytes], Any, Any], int]
    plumb_project_ask: Callable[[Handle, Optional[bytes], int, Any, Any], int]
    plumb_change_id: Callable[[Handle], Optional[bytes]]
    plumb_change_name: Callable[[Handle], Optional[bytes]]
    plumb_change_file: Callable[[Handle], Optional[bytes]]
    plumb_change_line: Callable[[Handle], int]
    plumb_change_parent_count: Callable[[Handle], int]
    plumb_change_parent_at: Callable[[Handle, int], Optional[int]]
    plumb_change_is_head: Callable[[Handle], int]
    plumb_change_script: Callable[[Handle, int], Optional[bytes]]
    plumb_change_effects: Callable[[Handle, int, Any, Any], int]
    plumb_target_open: Callable[[Optional[bytes], Any, Any, Any], int]
    plumb_target_free: Callable[[Handle], None]
    plumb_target_name: Callable[[Handle], Optional[bytes]]
    plumb_target_server_version: Callable[[Handle], int]
    plumb_target_doctor: Callable[[Handle, Any, Any], int]
    plumb_registry_read: Callable[[Handle, Handle, Any, Any], int]
    plumb_registry_free: Callable[[Handle], None]
    plumb_registry_count: Callable[[Handle], int]
    plumb_registry_applied: Callable[[Handle, Handle], int]
    plumb_registry_render: Callable[[Handle, Optional[bytes], Any, Any], int]
    plumb_schema_capture: Callable[[Handle, Any, Any, Any], int]
    plumb_schema_plan: Callable[[Handle, Optional[bytes], Handle, Any, Any, Any], int]
    plumb_schema_load: Callable[[Optional[bytes], int, Any, Any], int]
    plumb_schema_save: Callable[[Handle, Any, Any], int]
    plumb_schema_free: Callable[[Handle], None]
    plumb_schema_count: Callable[[Handle], int]
    plumb_schema_at: Callable[[Handle, int], Optional[int]]
    plumb_schema_find: Callable[[Handle, Optional[bytes], Optional[bytes]], Optional[int]]
    plumb_schema_fingerprint: Callable[[Handle], Optional[bytes]]
    plumb_schema_fingerprint_of: Callable[[Handle, Optional[bytes]], Optional[bytes]]
    plumb_schema_digest: Callable[[Handle], Optional[bytes]]
    plumb_schema_server_version: Callable[[Handle], int]
    plumb_schema_database: Callable[[Handle], Optional[bytes]]
    plumb_schema_is_relative: Callable[[Handle], int]
    plumb_schema_unchecked_count: Callable[[Handle], int]
    plumb_schema_unchecked_at: Callable[[Handle, int], Optional[bytes]]
    plumb_schema_left_out_count: Callable[[Handle], int]
    plumb_schema_left_out_at: Callable[[Handle, int], Optional[bytes]]
    plumb_schema_render: Callable[[Handle, Optional[bytes], Any, Any], int]
    plumb_object_kind: Callable[[Handle], Optional[bytes]]
    plumb_object_name: Callable[[Handle], Optional[bytes]]
    plumb_object_schema: Callable[[Handle], Optional[bytes]]
    plumb_object_parent: Callable[[Handle], Optional[int]]
    plumb_object_part_count: Callable[[Handle], int]
    plumb_object_part_at: Callable[[Handle, int], Optional[int]]
    plumb_object_dependency_count: Callable[[Handle], int]
    plumb_object_dependency_at: Callable[[Handle, int], Optional[int]]
    plumb_object_position: Callable[[Handle], int]
    plumb_object_property_count: Callable[[Handle], int]
    plumb_object_property_name: Callable[[Handle, int], Optional[bytes]]
    plumb_object_property_value: Callable[[Handle, int], Optional[bytes]]
    plumb_object_property: Callable[[Handle, Optional[bytes]], Optional[bytes]]
    plumb_object_definition: Callable[[Handle], Optional[bytes]]
    plumb_object_fingerprint: Callable[[Handle], Optional[bytes]]
    plumb_object_change: Callable[[Handle], Optional[int]]
    plumb_target_fingerprint: Callable[[Handle, Any, Any, Any], int]
    plumb_target_digest: Callable[[Handle, Any, Any, Any], int]
    plumb_schema_diff: Callable[[Handle, Handle, Any, Any, Any], int]
    plumb_diff_free: Callable[[Handle], None]
    plumb_diff_count: Callable[[Handle], int]
    plumb_diff_kind: Callable[[Handle, int], int]
    plumb_diff_object_kind: Callable[[Handle, int], Optional[bytes]]
    plumb_diff_object: Callable[[Handle, int], Optional[bytes]]
    plumb_diff_property: Callable[[Handle, int], Optional[bytes]]
    plumb_diff_old: Callable[[Handle, int], Optional[bytes]]
    plumb_diff_new: Callable[[Handle, int], Optional[bytes]]
    plumb_diff_rename_hint: Callable[[Handle, int], Optional[bytes]]
    plumb_diff_unchecked_count: Callable[[Handle], int]
    plumb_diff_unchecked_at: Callable[[Handle, int], Optional[bytes]]
    plumb_diff_render: Callable[[Handle, Optional[bytes], Any, Any], int]
    plumb_repository_check: Callable[[Handle, Handle, Any, Any, Any], int]
    plumb_repository_verify: Callable[[Handle, Handle, Any, Any, Any], int]
    plumb_project_check: Callable[[Handle, Handle, Any, Any, Any], int]
    plumb_project_verify: Callable[[Handle, Handle, Any, Any, Any], int]
    plumb_report_free: Callable[[Handle], None]
    plumb_report_count: Callable[[Handle], int]
    plumb_report_at: Callable[[Handle, int], Optional[int]]
    plumb_report_total: Callable[[Handle, int], int]
    plumb_report_unchecked_count: Callable[[Handle], int]
    plumb_report_unchecked_at: Callable[[Handle, int], Optional[bytes]]
    plumb_report_render: Callable[[Handle, Optional[bytes], Any, Any], int]
    plumb_finding_rule: Callable[[Handle], Optional[bytes]]
    plumb_finding_severity: Callable[[Handle], int]
    plumb_finding_message: Callable[[Handle], Optional[bytes]]
    plumb_finding_remedy: Callable[[Handle], Optional[bytes]]
    plumb_finding_file: Callable[[Handle], Optional[bytes]]
    plumb_finding_line: Callable[[Handle], int]
    plumb_finding_column: Callable[[Handle], int]
    plumb_finding_change: Callable[[Handle], Optional[bytes]]
    plumb_finding_object: Callable[[Handle], Optional[bytes]]
    plumb_finding_sqlstate: Callable[[Handle], Optional[bytes]]
    plumb_finding_failure_class: Callable[[Handle], Optional[bytes]]
    plumb_project_predict: Callable[[Handle, Handle, Any, Any, Any], int]
    plumb_prediction_free: Callable[[Handle], None]
    plumb_prediction_count: Callable[[Handle], int]
    plumb_prediction_verdict: Callable[[Handle, int], int]
    plumb_prediction_finding: Callable[[Handle, int], Optional[int]]
    plumb_prediction_render: Callable[[Handle, Optional[bytes], Any, Any], int]
    plumb_project_fix: Callable[[Handle, Handle, Any, Any, Any], int]
    plumb_fix_free: Callable[[Handle], None]
    plumb_fix_patch: Callable[[Handle, Any, Any], int]
    plumb_fix_render: Callable[[Handle, Optional[bytes], Any, Any], int]
    plumb_fix_apply: Callable[[Handle, Any], int]
    plumb_finding_fix: Callable[[Handle], Optional[int]]
    plumb_server_start: Callable[[Any, Any, Any], int]
    plumb_server_free: Callable[[Handle], None]
    plumb_server_uri: Callable[[Handle], Optional[bytes]]
    plumb_server_version: Callable[[Handle], int]
    plumb_server_add_database: Callable[[Handle, Optional[bytes], Any, Any], int]
    plumb_server_drop_database: Callable[[Handle, Optional[bytes], Any], int]
    plumb_scratch_mark: Callable[[Optional[bytes], Handle, Any], int]
    plumb_repository_gate: Callable[[Handle, Any, Any, Any], int]
    plumb_project_gate: Callable[[Handle, Any, Any, Any], int]
    plumb_run_free: Callable[[Handle], None]
    plumb_run_passed: Callable[[Handle], int]
    plumb_run_detail: Callable[[Handle], Optional[bytes]]
    plumb_run_report: Callable[[Handle], Optional[int]]
    plumb_run_render: Callable[[Handle, Optional[bytes], Any, Any], int]
    plumb_history_read: Callable[[Optional[bytes], Any, Any], int]
    plumb_output_classify: Callable[[Optional[bytes], int, Optional[bytes], Optional[bytes], Any, Any], int]
    plumb_rule_explain: Callable[[Optional[bytes], Optional[bytes], Any, Any], int]

    def __init__(self, path: str) -> None:
        at_once, in_time = PyDLL(path), CDLL(path)
        self.plumb_version_number = bind(at_once, "plumb_version_number", c_int32, [])
        self.plumb_grammar_version = bind(at_once, "plumb_grammar_version", c_int32, [])
        self.plumb_status_name = bind(at_once, "plumb_status_name", c_char_p, [c_int32])
        self.plumb_options_init = bind(at_once, "plumb_options_init", None, [c_void_p, c_size_t])
        self.plumb_error_free = bind(at_once, "plumb_error_free", None, [c_void_p])
        self.plumb_error_status = bind(at_once, "plumb_error_status", c_int32, [c_void_p])
        self.plumb_error_message = bind(at_once, "plumb_error_message", c_char_p, [c_void_p])
        self.plumb_error_detail = bind(at_once, "plumb_error_detail", c_char_p, [c_void_p])
        self.plumb_error_hint = bind(at_once, "plumb_error_hint", c_char_p, [c_void_p])
        self.plumb_error_sqlstate = bind(at_once, "plumb_error_sqlstate", c_char_p, [c_void_p])
        self.plumb_error_file = bind(at_once, "plumb_error_file", c_char_p, [c_void_p])
        self.plumb_error_line = bind(at_once, "plumb_error_line", c_int32, [c_void_p])
        self.plumb_error_column = bind(at_once, "plumb_error_column", c_int32, [c_void_p])
        self.plumb_text_data = bind(at_once, "plumb_text_data", c_void_p, [c_void_p])
        self.plumb_text_size = bind(at_once, "plumb_text_size", c_size_t, [c_void_p])
        self.plumb_text_free = bind(at_once, "plumb_text_free", None, [c_void_p])
        self.plumb_cancel_new = bind(at_once, "plumb_cancel_new", c_int32, [POINTER(c_void_p)])
        self.plumb_cancel_request = bind(at_once, "plumb_cancel_request", None, [c_void_p])
        self.plumb_cancel_free = bind(at_once, "plumb_cancel_free", None, [c_void_p])
        self.plumb_event_kind = bind(at_once, "plumb_event_kind", c_int32, [c_void_p])
        self.plumb_event_message = bind(at_once, "plumb_event_message", c_char_p, [c_void_p])
        self.plumb_event_json = bind(at_once, "plumb_event_json", c_char_p, [c_void_p])
        self.plumb_repository_open = bind(in_time, "plumb_repository_open", c_int32, [c_char_p, POINTER(plumb_repository_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_repository_free = bind(at_once, "plumb_repository_free", None, [c_void_p])
        self.plumb_repository_count = bind(at_once, "plumb_repository_count", c_size_t, [c_void_p])
        self.plumb_repository_at = bind(at_once, "plumb_repository_at", c_void_p, [c_void_p, c_size_t])
        self.plumb_project_path = bind(at_once, "plumb_project_path", c_char_p, [c_void_p])
        self.plumb_project_tool = bind(at_once, "plumb_project_tool", c_char_p, [c_void_p])
        self.plumb_project_change_count = bind(at_once, "plumb_project_change_count", c_size_t, [c_void_p])
        self.plumb_project_change_at = bind(at_once, "plumb_project_change_at", c_void_p, [c_void_p, c_size_t])
        self.plumb_project_find = bind(at_once, "plumb_project_find", c_void_p, [c_void_p, c_char_p])
        self.plumb_project_render = bind(in_time, "plumb_project_render", c_int32, [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_project_ask = bind(in_time, "plumb_project_ask", c_int32, [c_void_p, c_char_p, c_size_t, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_change_id = bind(at_once, "plumb_change_id", c_char_p, [c_void_p])
        self.plumb_change_name = bind(at_once, "plumb_change_name", c_char_p, [c_void_p])
        self.plumb_change_file = bind(at_once, "plumb_change_file", c_char_p, [c_void_p])
        self.plumb_change_line = bind(at_once, "plumb_change_line", c_int32, [c_void_p])
        self.plumb_change_parent_count = bind(at_once, "plumb_change_parent_count", c_size_t, [c_void_p])
        self.plumb_change_parent_at = bind(at_once, "plumb_change_parent_at", c_void_p, [c_void_p, c_size_t])
        self.plumb_change_is_head = bind(at_once, "plumb_change_is_head", c_int32, [c_void_p])
        self.plumb_change_script = bind(at_once, "plumb_change_script", c_char_p, [c_void_p, c_int32])
        self.plumb_change_effects = bind(in_time, "plumb_change_effects", c_int32, [c_void_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_target_open = bind(in_time, "plumb_target_open", c_int32, [c_char_p, POINTER(plumb_target_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_target_free = bind(in_time, "plumb_target_free", None, [c_void_p])
        self.plumb_target_name = bind(at_once, "plumb_target_name", c_char_p, [c_void_p])
        self.plumb_target_server_version = bind(at_once, "plumb_target_server_version", c_int32, [c_void_p])
        self.plumb_target_doctor = bind(in_time, "plumb_target_doctor", c_int32, [c_void_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_registry_read = bind(in_time, "plumb_registry_read", c_int32, [c_void_p, c_void_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_registry_free = bind(at_once, "plumb_registry_free", None, [c_void_p])
        self.plumb_registry_count = bind(at_once, "plumb_registry_count", c_int64, [c_void_p])
        self.plumb_registry_applied = bind(at_once, "plumb_registry_applied", c_int32, [c_void_p, c_void_p])
        self.plumb_registry_render = bind(in_time, "plumb_registry_render", c_int32, [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_schema_capture = bind(in_time, "plumb_schema_capture", c_int32, [c_void_p, POINTER(plumb_schema_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_schema_plan = bind(in_time, "plumb_schema_plan", c_int32, [c_void_p, c_char_p, c_void_p, POINTER(plumb_schema_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_schema_load = bind(in_time, "plumb_schema_load", c_int32, [c_char_p, c_size_t, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_schema_save = bind(in_time, "plumb_schema_save", c_int32, [c_void_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_schema_free = bind(at_once, "plumb_schema_free", None, [c_void_p])
        self.plumb_schema_count = bind(at_once, "plumb_schema_count", c_size_t, [c_void_p])
        self.plumb_schema_at = bind(at_once, "plumb_schema_at", c_void_p, [c_void_p, c_size_t])
        self.plumb_schema_find = bind(at_once, "plumb_schema_find", c_void_p, [c_void_p, c_char_p, c_char_p])
        self.plumb_schema_fingerprint = bind(at_once, "plumb_schema_fingerprint", c_char_p, [c_void_p])
        self.plumb_schema_fingerprint_of = bind(at_once, "plumb_schema_fingerprint_of", c_char_p, [c_void_p, c_char_p])
        self.plumb_schema_digest = bind(at_once, "plumb_schema_digest", c_char_p, [c_void_p])
        self.plumb_schema_server_version = bind(at_once, "plumb_schema_server_version", c_int32, [c_void_p])
        self.plumb_schema_database = bind(at_once, "plumb_schema_database", c_char_p, [c_void_p])
        self.plumb_schema_is_relative = bind(at_once, "plumb_schema_is_relative", c_int32, [c_void_p])
        self.plumb_schema_unchecked_count = bind(at_once, "plumb_schema_unchecked_count", c_size_t, [c_void_p])
        self.plumb_schema_unchecked_at = bind(at_once, "plumb_schema_unchecked_at", c_char_p, [c_void_p, c_size_t])
        self.plumb_schema_left_out_count = bind(at_once, "plumb_schema_left_out_count", c_size_t, [c_void_p])
        self.plumb_schema_left_out_at = bind(at_once, "plumb_schema_left_out_at", c_char_p, [c_void_p, c_size_t])
        self.plumb_schema_render = bind(in_time, "plumb_schema_render", c_int32, [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_object_kind = bind(at_once, "plumb_object_kind", c_char_p, [c_void_p])
        self.plumb_object_name = bind(at_once, "plumb_object_name", c_char_p, [c_void_p])
        self.plumb_object_schema = bind(at_once, "plumb_object_schema", c_char_p, [c_void_p])
        self.plumb_object_parent = bind(at_once, "plumb_object_parent", c_void_p, [c_void_p])
        self.plumb_object_part_count = bind(at_once, "plumb_object_part_count", c_size_t, [c_void_p])
        self.plumb_object_part_at = bind(at_once, "plumb_object_part_at", c_void_p, [c_void_p, c_size_t])
        self.plumb_object_dependency_count = bind(at_once, "plumb_object_dependency_count", c_size_t, [c_void_p])
        self.plumb_object_dependency_at = bind(at_once, "plumb_object_dependency_at", c_void_p, [c_void_p, c_size_t])
        self.plumb_object_position = bind(at_once, "plumb_object_position", c_int32, [c_void_p])
        self.plumb_object_property_count = bind(at_once, "plumb_object_property_count", c_size_t, [c_void_p])
        self.plumb_object_property_name = bind(at_once, "plumb_object_property_name", c_char_p, [c_void_p, c_size_t])
        self.plumb_object_property_value = bind(at_once, "plumb_object_property_value", c_char_p, [c_void_p, c_size_t])
        self.plumb_object_property = bind(at_once, "plumb_object_property", c_char_p, [c_void_p, c_char_p])
        self.plumb_object_definition = bind(at_once, "plumb_object_definition", c_char_p, [c_void_p])
        self.plumb_object_fingerprint = bind(at_once, "plumb_object_fingerprint", c_char_p, [c_void_p])
        self.plumb_object_change = bind(at_once, "plumb_object_change", c_void_p, [c_void_p])
        self.plumb_target_fingerprint = bind(in_time, "plumb_target_fingerprint", c_int32, [c_void_p, POINTER(plumb_schema_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_target_digest = bind(in_time, "plumb_target_digest", c_int32, [c_void_p, POINTER(plumb_schema_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_schema_diff = bind(in_time, "plumb_schema_diff", c_int32, [c_void_p, c_void_p, POINTER(plumb_diff_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_diff_free = bind(at_once, "plumb_diff_free", None, [c_void_p])
        self.plumb_diff_count = bind(at_once, "plumb_diff_count", c_size_t, [c_void_p])
        self.plumb_diff_kind = bind(at_once, "plumb_diff_kind", c_int32, [c_void_p, c_size_t])
        self.plumb_diff_object_kind = bind(at_once, "plumb_diff_object_kind", c_char_p, [c_void_p, c_size_t])
        self.plumb_diff_object = bind(at_once, "plumb_diff_object", c_char_p, [c_void_p, c_size_t])
        self.plumb_diff_property = bind(at_once, "plumb_diff_property", c_char_p, [c_void_p, c_size_t])
        self.plumb_diff_old = bind(at_once, "plumb_diff_old", c_char_p, [c_void_p, c_size_t])
        self.plumb_diff_new = bind(at_once, "plumb_diff_new", c_char_p, [c_void_p, c_size_t])
        self.plumb_diff_rename_hint = bind(at_once, "plumb_diff_rename_hint", c_char_p, [c_void_p, c_size_t])
        self.plumb_diff_unchecked_count = bind(at_once, "plumb_diff_unchecked_count", c_size_t, [c_void_p])
        self.plumb_diff_unchecked_at = bind(at_once, "plumb_diff_unchecked_at", c_char_p, [c_void_p, c_size_t])
        self.plumb_diff_render = bind(in_time, "plumb_diff_render", c_int32, [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_repository_check = bind(in_time, "plumb_repository_check", c_int32, [c_void_p, c_void_p, POINTER(plumb_check_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_repository_verify = bind(in_time, "plumb_repository_verify", c_int32, [c_void_p, c_void_p, POINTER(plumb_check_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_project_check = bind(in_time, "plumb_project_check", c_int32, [c_void_p, c_void_p, POINTER(plumb_check_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_project_verify = bind(in_time, "plumb_project_verify", c_int32, [c_void_p, c_void_p, POINTER(plumb_check_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_report_free = bind(at_once, "plumb_report_free", None, [c_void_p])
        self.plumb_report_count = bind(at_once, "plumb_report_count", c_size_t, [c_void_p])
        self.plumb_report_at = bind(at_once, "plumb_report_at", c_void_p, [c_void_p, c_size_t])
        self.plumb_report_total = bind(at_once, "plumb_report_total", c_size_t, [c_void_p, c_int32])
        self.plumb_report_unchecked_count = bind(at_once, "plumb_report_unchecked_count", c_size_t, [c_void_p])
        self.plumb_report_unchecked_at = bind(at_once, "plumb_report_unchecked_at", c_char_p, [c_void_p, c_size_t])
        self.plumb_report_render = bind(in_time, "plumb_report_render", c_int32, [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_finding_rule = bind(at_once, "plumb_finding_rule", c_char_p, [c_void_p])
        self.plumb_finding_severity = bind(at_once, "plumb_finding_severity", c_int32, [c_void_p])
        self.plumb_finding_message = bind(at_once, "plumb_finding_message", c_char_p, [c_void_p])
        self.plumb_finding_remedy = bind(at_once, "plumb_finding_remedy", c_char_p, [c_void_p])
        self.plumb_finding_file = bind(at_once, "plumb_finding_file", c_char_p, [c_void_p])
        self.plumb_finding_line = bind(at_once, "plumb_finding_line", c_int32, [c_void_p])
        self.plumb_finding_column = bind(at_once, "plumb_finding_column", c_int32, [c_void_p])
        self.plumb_finding_change = bind(at_once, "plumb_finding_change", c_char_p, [c_void_p])
        self.plumb_finding_object = bind(at_once, "plumb_finding_object", c_char_p, [c_void_p])
        self.plumb_finding_sqlstate = bind(at_once, "plumb_finding_sqlstate", c_char_p, [c_void_p])
        self.plumb_finding_failure_class = bind(at_once, "plumb_finding_failure_class", c_char_p, [c_void_p])
        self.plumb_project_predict = bind(in_time, "plumb_project_predict", c_int32, [c_void_p, c_void_p, POINTER(plumb_predict_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_prediction_free = bind(at_once, "plumb_prediction_free", None, [c_void_p])
        self.plumb_prediction_count = bind(at_once, "plumb_prediction_count", c_size_t, [c_void_p])
        self.plumb_prediction_verdict = bind(at_once, "plumb_prediction_verdict", c_int32, [c_void_p, c_size_t])
        self.plumb_prediction_finding = bind(at_once, "plumb_prediction_finding", c_void_p, [c_void_p, c_size_t])
        self.plumb_prediction_render = bind(in_time, "plumb_prediction_render", c_int32, [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_project_fix = bind(in_time, "plumb_project_fix", c_int32, [c_void_p, c_void_p, POINTER(plumb_fix_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_fix_free = bind(at_once, "plumb_fix_free", None, [c_void_p])
        self.plumb_fix_patch = bind(in_time, "plumb_fix_patch", c_int32, [c_void_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_fix_render = bind(in_time, "plumb_fix_render", c_int32, [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_fix_apply = bind(in_time, "plumb_fix_apply", c_int32, [c_void_p, POINTER(c_void_p)])
        self.plumb_finding_fix = bind(at_once, "plumb_finding_fix", c_void_p, [c_void_p])
        self.plumb_server_start = bind(in_time, "plumb_server_start", c_int32, [POINTER(plumb_server_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_server_free = bind(in_time, "plumb_server_free", None, [c_void_p])
        self.plumb_server_uri = bind(at_once, "plumb_server_uri", c_char_p, [c_void_p])
        self.plumb_server_version = bind(at_once, "plumb_server_version", c_int32, [c_void_p])
        self.plumb_server_add_database = bind(in_time, "plumb_server_add_database", c_int32, [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_server_drop_database = bind(in_time, "plumb_server_drop_database", c_int32, [c_void_p, c_char_p, POINTER(c_void_p)])
        self.plumb_scratch_mark = bind(in_time, "plumb_scratch_mark", c_int32, [c_char_p, c_void_p, POINTER(c_void_p)])
        self.plumb_repository_gate = bind(in_time, "plumb_repository_gate", c_int32, [c_void_p, POINTER(plumb_gate_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_project_gate = bind(in_time, "plumb_project_gate", c_int32, [c_void_p, POINTER(plumb_gate_options), POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_run_free = bind(at_once, "plumb_run_free", None, [c_void_p])
        self.plumb_run_passed = bind(at_once, "plumb_run_passed", c_int32, [c_void_p])
        self.plumb_run_detail = bind(at_once, "plumb_run_detail", c_char_p, [c_void_p])
        self.plumb_run_report = bind(at_once, "plumb_run_report", c_void_p, [c_void_p])
        self.plumb_run_render = bind(in_time, "plumb_run_render", c_int32, [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_history_read = bind(in_time, "plumb_history_read", c_int32, [c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_output_classify = bind(in_time, "plumb_output_classify", c_int32, [c_char_p, c_size_t, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])
        self.plumb_rule_explain = bind(in_time, "plumb_rule_explain", c_int32, [c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)])


def bind(library: CDLL, name: str, result: Any, arguments: list[Any]) -> Any:
    """One function of a library with its types. OSError when it is older than this package."""
    try:
        function = getattr(library, name)
    except AttributeError as problem:
        raise OSError(f"{library._name} has no {name}: it is older than this package") from problem
    function.restype, function.argtypes = result, arguments
    return function
