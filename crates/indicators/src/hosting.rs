//! Hosts that carry other people's content: an indicator for such a whole host says nothing about a visit.

/// Services that turn a short address into any other. A shortened link hides where it leads; we name the
/// service and never ask it.
///
/// Listed: public services whose links redirect without asking, whoever made them. Sorted.
const SHORTENERS: &[&str] = &[
    "1drv.ms",
    "1url.com",
    "adf.ly",
    "aka.ms",
    "amzn.to",
    "b.link",
    "bc.vc",
    "bit.do",
    "bit.ly",
    "bitly.com",
    "bl.ink",
    "buff.ly",
    "c-o.in",
    "clck.ru",
    "cli.re",
    "cutt.ly",
    "cutt.us",
    "db.tt",
    "dlvr.it",
    "fb.me",
    "flip.it",
    "goo.gl",
    "goo.su",
    "han.gl",
    "hyperurl.co",
    "ift.tt",
    "is.gd",
    "j.mp",
    "kutt.it",
    "lc.chat",
    "linktr.ee",
    "lnkd.in",
    "mcaf.ee",
    "me2.do",
    "mzl.la",
    "n9.cl",
    "ouo.io",
    "ow.ly",
    "page.link",
    "po.st",
    "qr.ae",
    "qr.net",
    "rb.gy",
    "rebrand.ly",
    "s.id",
    "short.gy",
    "shorte.st",
    "shorturl.at",
    "shrtco.de",
    "smarturl.it",
    "snip.ly",
    "soo.gd",
    "surl.li",
    "t.co",
    "t.ly",
    "t2m.io",
    "tiny.cc",
    "tiny.one",
    "tinyurl.com",
    "tr.im",
    "u.to",
    "urlz.fr",
    "v.gd",
    "v.ht",
    "vk.cc",
    "vo.la",
    "wp.me",
    "x.co",
    "x.gd",
    "youtu.be",
    "yourls.org",
    "zpr.io",
];

/// Platforms on whose bare host anyone may publish, and services that nearly every phone talks to.
///
/// Listed: a host qualifies if content of unrelated people stands under the very same host name, or if a phone
/// without any user's action contacts it. Hosts with one name per customer (`x.blogspot.com`) do not stand
/// here: the public suffix list knows them. Sorted.
const PLATFORMS: &[&str] = &[
    "akamaihd.net",
    "amazon.com",
    "anonfiles.com",
    "apple.com",
    "archive.org",
    "bing.com",
    "bitbucket.org",
    "box.com",
    "calendar.google.com",
    "cdn.discordapp.com",
    "cdn.jsdelivr.net",
    "discord.com",
    "discord.gg",
    "discordapp.com",
    "docs.google.com",
    "doubleclick.net",
    "drive.google.com",
    "dropbox.com",
    "dropboxusercontent.com",
    "ebay.com",
    "evernote.com",
    "facebook.com",
    "fbcdn.net",
    "files.fm",
    "firebasestorage.googleapis.com",
    "flickr.com",
    "forms.gle",
    "forms.office.com",
    "gist.github.com",
    "gist.githubusercontent.com",
    "github.com",
    "githubusercontent.com",
    "gitlab.com",
    "gmail.com",
    "gofile.io",
    "google.com",
    "googleapis.com",
    "googleusercontent.com",
    "gstatic.com",
    "hotmail.com",
    "i.imgur.com",
    "icloud.com",
    "imgur.com",
    "instagram.com",
    "ipfs.io",
    "linkedin.com",
    "live.com",
    "mail.google.com",
    "mail.ru",
    "maps.google.com",
    "medium.com",
    "mega.io",
    "mega.nz",
    "microsoft.com",
    "msn.com",
    "netflix.com",
    "notion.so",
    "office.com",
    "ok.ru",
    "onedrive.live.com",
    "outlook.com",
    "outlook.live.com",
    "pastebin.com",
    "paypal.com",
    "pinterest.com",
    "play.google.com",
    "proton.me",
    "qq.com",
    "raw.githubusercontent.com",
    "reddit.com",
    "s3.amazonaws.com",
    "script.google.com",
    "sharepoint.com",
    "signal.me",
    "signal.org",
    "sites.google.com",
    "skype.com",
    "slack.com",
    "snapchat.com",
    "soundcloud.com",
    "spotify.com",
    "storage.googleapis.com",
    "t.me",
    "telegra.ph",
    "telegram.me",
    "telegram.org",
    "tiktok.com",
    "transfer.sh",
    "translate.google.com",
    "tumblr.com",
    "twimg.com",
    "twitter.com",
    "viber.com",
    "vimeo.com",
    "vk.com",
    "wa.me",
    "web.whatsapp.com",
    "weebly.com",
    "wetransfer.com",
    "we.tl",
    "whatsapp.com",
    "whatsapp.net",
    "wikipedia.org",
    "wixsite.com",
    "wordpress.com",
    "x.com",
    "yahoo.com",
    "yandex.ru",
    "youtube.com",
    "zoom.us",
];

/// True if a normalised host is a well-known URL shortener: the link's real destination is unknown. The
/// program names such links and never contacts them.
pub fn is_shortener(host: &str) -> bool {
    listed(SHORTENERS, host)
}

/// The shortener that a link goes through, if it goes through a well-known one.
pub fn shortener_of(url: &str) -> Option<&'static str> {
    let host = crate::text::lower(crate::web::split(url)?.host);
    let bare = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(&host);
    SHORTENERS.iter().find(|it| **it == bare).copied()
}

/// True if a normalised host is a hosting platform or ubiquitous service by itself.
pub(crate) fn is_platform(host: &str) -> bool {
    listed(PLATFORMS, host)
}

fn listed(list: &[&str], host: &str) -> bool {
    let bare = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
    list.contains(&host) || list.contains(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_their_www() {
        assert!(is_shortener("bit.ly") && is_shortener("www.bit.ly") && !is_shortener("rabbit.ly"));
        assert!(
            is_platform("docs.google.com") && is_platform("m.facebook.com") && !is_platform("evil.example")
        );
    }

    #[test]
    fn lists_are_normalised_and_without_doubles() {
        for list in [SHORTENERS, PLATFORMS] {
            for (n, host) in list.iter().enumerate() {
                assert_eq!(crate::host_of(host).as_deref(), Some(*host));
                assert!(!list[..n].contains(host), "{host}");
            }
        }
    }
}
