//! A service that looks at its migrations before it runs them: `sqlx::migrate!` stops at the first
//! migration that is missing, modified or dirty, and by then the ones before it have run. The guard
//! reads everything first, changes nothing, and says all that is wrong.

use std::error::Error;
use std::{env, io};

use plumbline::{CheckOptions, Repository, Severity, Target};

/// Compares `migrations/`, as it lies beside the program's source, with what `uri` has recorded.
fn guard(uri: &str) -> Result<(), Box<dyn Error>> {
    let repository = Repository::open(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))?;
    let report = repository.check(Some(&mut Target::open(uri)?), &CheckOptions::new())?;
    for finding in &report {
        eprintln!("{finding}");
    }
    if report.total(Severity::Error) > 0 {
        return Err("the migrations have errors, none was run".into());
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let uri = env::var("DATABASE_URL").map_err(|_| io::Error::other("DATABASE_URL is not set"))?;
    guard(&uri)?;
    let pool = sqlx::PgPool::connect(&uri).await?;
    sqlx::migrate!().run(&pool).await?;
    println!("migrated");
    Ok(())
}
