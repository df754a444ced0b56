"""Conan recipe: `conan create .` gives plumbline::plumbline (C++, static) and plumbline::capi (the C ABI, shared or static).

libpq is linked, not loaded when a database is opened as elsewhere: Conan's is static by default, and then there is nothing to load.
libpg_query comes from our own index (cmake/conan-index): no public one has it.
"""
from conan import ConanFile
from conan.tools.build import check_min_cppstd, stdcpp_library
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, rmdir

required_conan_version = ">=2.0"


class Plumbline(ConanFile):
    name = "plumbline"
    version = "0.1.0"
    description = "Tells whether migration plan, registry and live schema agree, for sqitch, Alembic and sqlx on PostgreSQL"
    license = "MIT"
    topics = ("postgresql", "migrations", "sqitch", "alembic", "sqlx")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False]}
    # Without OpenSSL libpq speaks no TLS.
    default_options = {"shared": False, "fPIC": True, "libpq/*:with_openssl": True}
    implements = ["auto_shared_fpic"]
    exports_sources = "CMakeLists.txt", "LICENSE", "cmake/*.cmake", "cmake/*.in", "include/*", "lib/*", "capi/*"

    def requirements(self):
        # A shared plumbline::capi has them inside or loads them; plumbline::plumbline is static always, and its users link them.
        for linked in ("libpq/[>=14 <18]", "openssl/[>=1.1 <4]", "libyaml/[>=0.2.5 <1]", "libpg_query/[>=15 <19]",
                       "sqlite3/[>=3.34 <4]", "zlib/[>=1.2.11 <2]"):
            self.requires(linked, transitive_libs=True)
        # Their headers are compiled in; nobody else sees them.
        for header_only in ("fmt/[>=9.1 <13]", "taocpp-pegtl/[>=3.2.7 <4]", "tomlplusplus/[>=3.3 <4]"):
            self.requires(header_only, visible=False, libs=False)

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables.update({
            "PLUMBLINE_SHARED": bool(self.options.shared),
            "PLUMBLINE_LIBPQ": "link",
            "PLUMBLINE_STATIC_DEPENDENCIES": False,  # what they are is Conan's choice
            "PLUMBLINE_BUILD_TESTS": False,
            "PLUMBLINE_BUILD_EXAMPLES": False,
            "PLUMBLINE_INSTALL": True,
        })
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, f"{self.package_folder}/licenses")
        # Conan writes its own.
        for folder in ("lib/cmake", "lib/pkgconfig", "share"):
            rmdir(self, f"{self.package_folder}/{folder}")

    def package_info(self):
        core = self.cpp_info.components["core"]
        core.libs = ["plumbline-core"]
        core.requires = ["libpq::pq", "openssl::crypto", "libyaml::libyaml", "libpg_query::libpg_query", "sqlite3::sqlite3", "zlib::zlib"]
        core.system_libs = ["dl", "m", "pthread"] if self.settings.os == "Linux" else []
        core.set_property("cmake_target_name", "plumbline::plumbline")

        capi = self.cpp_info.components["capi"]
        capi.libs = ["plumbline"]
        capi.set_property("cmake_target_name", "plumbline::capi")
        capi.set_property("pkg_config_name", "plumbline")
        if not self.options.shared:
            capi.requires = ["core"]
            if stdcpp_library(self):  # for programs in C
                capi.system_libs = [stdcpp_library(self)]
