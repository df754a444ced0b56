//! A guard to run before a deploy: `embed_rust [PATH]` checks the migrations below PATH, and against
//! the database of $DATABASE_URL if there is one. Exit status 1: something is wrong; 3: it could not
//! be found out.

use std::env;
use std::process::ExitCode;

use plumbline::{CheckOptions, Report, Repository, Severity, Target};

fn check(path: &str) -> plumbline::Result<Report> {
    let repository = Repository::open(path)?;
    let mut target = env::var("DATABASE_URL")
        .ok()
        .map(|uri| Target::open(&uri))
        .transpose()?;
    repository.check(target.as_mut(), &CheckOptions::new())
}

fn main() -> ExitCode {
    let path = env::args().nth(1).unwrap_or_else(|| ".".into());
    match check(&path) {
        Ok(report) => {
            for finding in &report {
                println!("{finding}");
            }
            ExitCode::from(u8::from(report.total(Severity::Error) > 0))
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}
