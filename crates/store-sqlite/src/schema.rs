//! The tables, as numbered migrations. A released migration never changes; the next one is appended.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::OpenError;

const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_start.sql")];

/// Brings the database to the newest schema. Two processes that open it at once take turns.
pub(crate) fn migrate(db: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let failed = |source| OpenError::Database { path: path.to_owned(), attempted: "migrate the schema", source };
    let known = MIGRATIONS.len() as i64;

    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    for sql in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(sql).map_err(failed)?;
    }
    if found < known {
        tx.pragma_update(None, "user_version", known).map_err(failed)?;
    }
    tx.commit().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db, Path::new(":memory:")).unwrap();
        migrate(&mut db, Path::new(":memory:")).unwrap();
        let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(version, MIGRATIONS.len() as i64);
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let mut db = Connection::open_in_memory().unwrap();
        db.pragma_update(None, "user_version", 9_999).unwrap();
        let refused = migrate(&mut db, Path::new(":memory:"));
        assert!(matches!(refused, Err(OpenError::Newer { found: 9_999, .. })), "{refused:?}");
    }
}
