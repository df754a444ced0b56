"""Builds a program in C on plumbline::capi and one in C++ on plumbline::plumbline, and runs both on a small tree of migrations."""
import os

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, cmake_layout


class TestPackage(ConanFile):
    settings = "os", "arch", "compiler", "build_type"
    generators = "CMakeDeps", "CMakeToolchain", "PkgConfigDeps"

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        cmake_layout(self)

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def test(self):
        assert os.path.isfile(os.path.join(self.generators_folder, "plumbline.pc"))
        if can_run(self):
            for program in ("use_capi", "use_core"):
                self.run(f'"{os.path.join(self.cpp.build.bindir, program)}" "{self.source_folder}"', env="conanrun")
