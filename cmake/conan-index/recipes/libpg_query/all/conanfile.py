"""libpg_query, PostgreSQL's own parser, which no public Conan index has. To use this one:

    conan remote add plumbline-index CHECKOUT/cmake/conan-index --type local-recipes-index

Static only: a shared one exports two thousand names of PostgreSQL, which a program that is a PostgreSQL client has as well.
"""
from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.files import copy, get
from conan.tools.gnu import Autotools, AutotoolsToolchain
from conan.tools.layout import basic_layout

required_conan_version = ">=2.0"


class LibpgQuery(ConanFile):
    name = "libpg_query"
    description = "PostgreSQL's parser as a library"
    license = "BSD-3-Clause AND PostgreSQL"
    homepage = "https://github.com/pganalyze/libpg_query"
    topics = ("postgresql", "parser", "sql")
    package_type = "static-library"
    settings = "os", "arch", "compiler", "build_type"

    def configure(self):
        self.settings.rm_safe("compiler.cppstd")
        self.settings.rm_safe("compiler.libcxx")

    def validate(self):
        if self.settings.os == "Windows":
            raise ConanInvalidConfiguration("libpg_query is built by make here")

    def layout(self):
        basic_layout(self, src_folder="src")

    def source(self):
        get(self, **self.conan_data["sources"][self.version], strip_root=True)

    def generate(self):
        AutotoolsToolchain(self).generate()

    def build(self):
        # Its Makefile is all of it: no configure, position-independent code, objects beside the sources.
        with_directory = f'-C "{self.source_folder}"'
        Autotools(self).make(target="build", args=[with_directory])

    def package(self):
        copy(self, "LICENSE", self.source_folder, f"{self.package_folder}/licenses")
        # The last one came with 18.1.
        for header in ("pg_query.h", "postgres_deparse.h", "pg_query_scan_tokens.h"):
            copy(self, header, self.source_folder, f"{self.package_folder}/include")
        copy(self, "libpg_query.a", self.source_folder, f"{self.package_folder}/lib")

    def package_info(self):
        self.cpp_info.libs = ["pg_query"]
        self.cpp_info.system_libs = ["m", "pthread"] if self.settings.os == "Linux" else []
        self.cpp_info.set_property("cmake_file_name", "PgQuery")
        self.cpp_info.set_property("cmake_target_name", "PgQuery::PgQuery")
