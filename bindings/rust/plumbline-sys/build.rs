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
        // For build scripts of crates that depend on this one: DEP_PLUMBLINE_LIB_DIR.
        println!("cargo:lib_dir={folder}");
        return;
    }
    find_with_pkg_config();
}

fn find_with_pkg_config() {
    let found = pkg_config::Config::new().range_version("0.1".."0.2").probe("plumbline");
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
