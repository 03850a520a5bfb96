//! What WebKit counted about sites: the database `observations.db`, and the property list it replaced. Dates of
//! the database are Unix seconds.

use plist::Value;
use rusqlite::Connection;

use crate::{
    backup::Backup,
    keyed::{binary, dict},
    sample::{LURE_HOST, Phone, Planted},
    sqlite::insert,
    time::plist_date,
    truth::{Kind, Level, Place},
};

/// Where the database lies.
pub const FILE: (&str, &str) =
    ("AppDomain-com.apple.mobilesafari", "Library/WebKit/WebsiteData/ResourceLoadStatistics/observations.db");
/// Where the property list lies.
pub const LEGACY: (&str, &str) = (
    "AppDomain-com.apple.mobilesafari",
    "Library/WebKit/WebsiteData/ResourceLoadStatistics/full_browsing_session_resourceLog.plist",
);

/// Creates the tables.
///
/// # Errors
/// Those of SQLite.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT NOT NULL UNIQUE ON CONFLICT FAIL, lastSeen REAL NOT NULL, hadUserInteraction INTEGER NOT NULL, mostRecentUserInteractionTime REAL NOT NULL, grandfathered INTEGER NOT NULL, isPrevalent INTEGER NOT NULL, isVeryPrevalent INTEGER NOT NULL, dataRecordsRemoved INTEGER NOT NULL, timesAccessedAsFirstPartyDueToUserInteraction INTEGER NOT NULL, timesAccessedAsFirstPartyDueToStorageAccessAPI INTEGER NOT NULL, isScheduledForAllButCookieDataRemoval INTEGER NOT NULL, mostRecentWebPushInteractionTime REAL DEFAULT 0.0 NOT NULL);
         CREATE TABLE TopFrameUniqueRedirectsTo (sourceDomainID INTEGER NOT NULL, toDomainID INTEGER NOT NULL, UNIQUE(sourceDomainID, toDomainID) ON CONFLICT IGNORE);
         CREATE TABLE TopFrameUniqueRedirectsFrom (targetDomainID INTEGER NOT NULL, fromDomainID INTEGER NOT NULL, UNIQUE(targetDomainID, fromDomainID) ON CONFLICT IGNORE);
         CREATE TABLE TopFrameLinkDecorationsFrom (toDomainID INTEGER NOT NULL, lastUpdated REAL NOT NULL, fromDomainID INTEGER NOT NULL, UNIQUE(toDomainID, fromDomainID) ON CONFLICT REPLACE);
         CREATE TABLE SubframeUnderTopFrameDomains (subFrameDomainID INTEGER NOT NULL, lastUpdated REAL NOT NULL, topFrameDomainID INTEGER NOT NULL, UNIQUE(subFrameDomainID, topFrameDomainID) ON CONFLICT REPLACE);
         CREATE TABLE SubresourceUnderTopFrameDomains (subresourceDomainID INTEGER NOT NULL, lastUpdated REAL NOT NULL, topFrameDomainID INTEGER NOT NULL, UNIQUE(subresourceDomainID, topFrameDomainID) ON CONFLICT REPLACE);
         CREATE TABLE SubresourceUniqueRedirectsTo (subresourceDomainID INTEGER NOT NULL, toDomainID INTEGER NOT NULL, UNIQUE(subresourceDomainID, toDomainID) ON CONFLICT IGNORE);",
    )
}

/// Inserts a site.
///
/// # Errors
/// Those of SQLite.
pub fn site(conn: &Connection, domain: &str, unix: f64, touched: bool) -> rusqlite::Result<i64> {
    let touch = if touched { unix } else { -1.0 };
    insert(
        conn,
        "ObservedDomains",
        &[
            ("registrableDomain", &domain),
            ("lastSeen", &unix),
            ("hadUserInteraction", &touched),
            ("mostRecentUserInteractionTime", &touch),
            ("grandfathered", &0),
            ("isPrevalent", &0),
            ("isVeryPrevalent", &0),
            ("dataRecordsRemoved", &0),
            ("timesAccessedAsFirstPartyDueToUserInteraction", &0),
            ("timesAccessedAsFirstPartyDueToStorageAccessAPI", &0),
            ("isScheduledForAllButCookieDataRemoval", &0),
            ("mostRecentWebPushInteractionTime", &-1.0),
        ],
    )
}

/// One site of the property list, with the sites it came from and led to.
pub fn legacy_site(origin: &str, from: &[&str], to: &[&str], unix: f64) -> Value {
    let list = |names: &[&str]| {
        let one = |name: &&str| dict([("origin", (*name).into()), ("count", 1_i64.into())]);
        Value::Array(names.iter().map(one).collect())
    };
    dict([
        ("PrevalentResourceOrigin", origin.into()),
        ("hadUserInteraction", true.into()),
        ("mostRecentUserInteraction", Value::Date(plist_date(unix))),
        ("lastSeen", Value::Date(plist_date(unix))),
        ("topFrameUniqueRedirectsFrom", list(from)),
        ("topFrameUniqueRedirectsTo", list(to)),
        ("subframeUnderTopFrameOrigins", Value::Array(Vec::new())),
        ("subresourceUnderTopFrameOrigins", Value::Array(Vec::new())),
    ])
}

pub(crate) fn fill(phone: &mut Phone, backup: &mut Backup) {
    backup.database(FILE.0, FILE.1, |conn| {
        create(conn)?;
        for index in 0..phone.quantity(2000, 15) {
            let (when, touched) = (phone.sometime(), phone.rng.chance(0.4));
            let row = site(conn, &format!("site{index}.example"), when, touched)?;
            if row > 1 && phone.rng.chance(0.2) {
                let first: &[(&str, &dyn rusqlite::ToSql)] =
                    &[("sourceDomainID", &(row - 1)), ("toDomainID", &row)];
                insert(conn, "TopFrameUniqueRedirectsTo", first)?;
            }
        }
        if !phone.clean {
            let row = site(conn, LURE_HOST, phone.now() - 3e6, false)?;
            planted(phone, "webkit_resource_load_statistics", FILE, Place::Row("ObservedDomains", row));
        }
        Ok(())
    });
    let mut sites = vec![legacy_site("museum.example", &[], &["tickets.example"], phone.now() - 8e7)];
    if !phone.clean {
        sites.push(legacy_site(LURE_HOST, &["short.link.test"], &[], phone.now() - 7e7));
        let place = Place::Key("browsingStatistics/1".to_owned());
        planted(phone, "webkit_session_resource_log", LEGACY, place);
    }
    let content = dict([("browsingStatistics", Value::Array(sites)), ("version", 1_i64.into())]);
    backup.file(LEGACY.0, LEGACY.1, binary(&content));
}

fn planted(phone: &mut Phone, artifact: &'static str, file: (&str, &str), place: Place) {
    phone.plant(Planted {
        what: "published address among counted sites",
        artifact,
        level: Level::Match,
        kind: Kind::Exposure,
        observed: ("ip", LURE_HOST),
        indicator: Some(LURE_HOST),
        file,
        place,
    });
}
