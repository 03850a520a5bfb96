//! What the leading peer misses or stumbles over. Each test names the weakness by its number in
//! `docs/validation.md`, states what the peer does, and fails on that behaviour.

mod indicators;
mod messages;
mod stores;

use testkit::backup::Backup;
use testkit::ios::Generation;
use testkit::ios::sms::{self, Message};

/// Sender's row, text, attributed body.
type Words<'a> = (i64, Option<&'a str>, Option<Vec<u8>>);

/// A backup with one conversation: each message is given as (sender's row, text, attributed body).
fn conversation(messages: &[Words<'_>]) -> Backup {
    let mut backup = Backup::new();
    let (domain, path) = sms::FILE;
    backup.database(domain, path, |conn| {
        sms::create(conn, Generation::Ios17)?;
        conn.execute(
            "INSERT INTO handle (ROWID, id, service) VALUES (1, 'friend@mail.example', 'iMessage')",
            (),
        )?;
        for (at, (handle, text, body)) in messages.iter().enumerate() {
            Message {
                guid: &format!("message-{at}"),
                handle: *handle,
                text: *text,
                body: body.clone(),
                service: "iMessage",
                sent: 1_714_557_600.0,
                ..Message::default()
            }
            .insert(conn, Generation::Ios17)?;
        }
        Ok(())
    });
    backup
}
