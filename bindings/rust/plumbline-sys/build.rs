//! Finds libplumbline: the folder of PLUMBLINE_LIB_DIR, else built here (feature `vendored`), else
//! what pkg-config knows.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PLUMBLINE_LIB_DIR");
    if let Some(folder) = env::var_os("PLUMBLINE_LIB_DIR") {
        let folder = folder.into_string().expect("PLUMBLINE_LIB_DIR is UTF-8");
        println!("cargo:rustc-link-search=native={folder}");
        println!("cargo:rustc-link-lib=dylib=plumbline");
        println!("cargo:lib_dir={folder}");
        return;
    }
    #[cfg(feature = "vendored")]
    vendored::build();
    #[cfg(not(feature = "vendored"))]
    find_with_pkg_config(false);
}

/// Tells cargo of the library, and build scripts of dependent crates of its folder, as
/// DEP_PLUMBLINE_LIB_DIR.
fn find_with_pkg_config(is_static: bool) {
    let found =
        pkg_config::Config::new().range_version("0.1".."0.2").statik(is_static).probe("plumbline");
    match found {
        Ok(library) => {
            if let Some(folder) = library.link_paths.first() {
                println!("cargo:lib_dir={}", folder.display());
            }
        }
        Err(error) => panic!(
            "libplumbline is not found: install it where pkg-config looks (PKG_CONFIG_PATH), set \
             PLUMBLINE_LIB_DIR to its folder, or turn on the feature `vendored`\n{error}"
        ),
    }
}

#[cfg(feature = "vendored")]
mod vendored {
    use std::env;
    use std::path::Path;

    /// Builds the checkout that this crate stands in as a static library, and asks the .pc file that
    /// it installs what to link beside it.
    pub fn build() {
        let here = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
        let root = Path::new(&here).join("../../..");
        let root = root.canonicalize().ok().filter(|root| root.join("capi/plumbline.h").is_file());
        let Some(root) = root else {
            panic!("the feature `vendored` needs this crate in a checkout of Plumbline: {here:?}")
        };
        for part in ["CMakeLists.txt", "capi", "cmake", "include", "lib"] {
            println!("cargo:rerun-if-changed={}", root.join(part).display());
        }
        println!("cargo:rerun-if-env-changed=PLUMBLINE_CMAKE_ARGS");
        let mut build = cmake::Config::new(&root);
        build
            .profile("Release")
            // The flags of an ordinary build, so that a compiler cache knows its files again.
            .no_default_flags(true)
            .define("CMAKE_CXX_FLAGS", env::var("CXXFLAGS").unwrap_or_default())
            .define("PLUMBLINE_SHARED", "OFF")
            .define("PLUMBLINE_BUILD_TESTS", "OFF")
            .define("PLUMBLINE_BUILD_EXAMPLES", "OFF")
            .define("CMAKE_INSTALL_LIBDIR", "lib");
        for argument in env::var("PLUMBLINE_CMAKE_ARGS").unwrap_or_default().split_whitespace() {
            build.configure_arg(argument);
        }
        let prefix = build.build();
        let mut path = prefix.join("lib/pkgconfig").into_os_string();
        if let Some(others) = env::var_os("PKG_CONFIG_PATH") {
            path.push(":");
            path.push(others);
        }
        env::set_var("PKG_CONFIG_PATH", path);
        super::find_with_pkg_config(true);
    }
}
