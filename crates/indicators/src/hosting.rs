//! Hosts that carry other people's content: an indicator for such a whole host says nothing about a visit.

use std::sync::LazyLock;

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
    "aaplimg.com",
    "adjust.com",
    "adobe.com",
    "akadns.net",
    "akamai.net",
    "akamaiedge.net",
    "akamaihd.net",
    "akamaized.net",
    "amazon-adsystem.com",
    "amazon.com",
    "amazonaws.com",
    "anonfiles.com",
    "aol.com",
    "app-measurement.com",
    "apple-cloudkit.com",
    "apple-dns.net",
    "apple-livephotoskit.com",
    "apple.com",
    "appsflyer.com",
    "archive.org",
    "azure.com",
    "azureedge.net",
    "baidu.com",
    "bing.com",
    "bitbucket.org",
    "bootstrapcdn.com",
    "box.com",
    "branch.io",
    "calendar.google.com",
    "cdn-apple.com",
    "cdn.discordapp.com",
    "cdn.jsdelivr.net",
    "cdninstagram.com",
    "cloudflare-dns.com",
    "cloudflare.com",
    "cloudflareinsights.com",
    "cloudfront.net",
    "crashlytics.com",
    "digicert.com",
    "discord.com",
    "discord.gg",
    "discordapp.com",
    "dns.google",
    "docs.google.com",
    "doubleclick.net",
    "drive.google.com",
    "dropbox.com",
    "dropboxusercontent.com",
    "duckduckgo.com",
    "ebay.com",
    "edgekey.net",
    "edgesuite.net",
    "evernote.com",
    "facebook.com",
    "facebook.net",
    "fastly.net",
    "fastlylb.net",
    "fb.com",
    "fbcdn.net",
    "fbsbx.com",
    "files.fm",
    "firebasestorage.googleapis.com",
    "flickr.com",
    "forms.gle",
    "forms.office.com",
    "ggpht.com",
    "gist.github.com",
    "gist.githubusercontent.com",
    "github.com",
    "githubusercontent.com",
    "gitlab.com",
    "globalsign.com",
    "gmail.com",
    "gofile.io",
    "google-analytics.com",
    "google.com",
    "googleadservices.com",
    "googleapis.com",
    "googlesyndication.com",
    "googletagmanager.com",
    "googleusercontent.com",
    "googlevideo.com",
    "gstatic.com",
    "gvt1.com",
    "gvt2.com",
    "hotmail.com",
    "i.imgur.com",
    "icloud-content.com",
    "icloud.com",
    "imgur.com",
    "instagram.com",
    "ipfs.io",
    "itunes.com",
    "jquery.com",
    "jsdelivr.net",
    "kakao.com",
    "lencr.org",
    "line.me",
    "linkedin.com",
    "live.com",
    "mail.google.com",
    "mail.ru",
    "maps.google.com",
    "me.com",
    "media-amazon.com",
    "medium.com",
    "mega.io",
    "mega.nz",
    "messenger.com",
    "microsoft.com",
    "microsoftonline.com",
    "mozilla.org",
    "msedge.net",
    "msftconnecttest.com",
    "msn.com",
    "mzstatic.com",
    "naver.com",
    "netflix.com",
    "nflxso.net",
    "nflxvideo.net",
    "notion.so",
    "ntp.org",
    "office.com",
    "office365.com",
    "ok.ru",
    "one.one.one.one",
    "onedrive.live.com",
    "onesignal.com",
    "opendns.com",
    "outlook.com",
    "outlook.live.com",
    "pastebin.com",
    "paypal.com",
    "pinterest.com",
    "pki.goog",
    "play.google.com",
    "proton.me",
    "qq.com",
    "quad9.net",
    "raw.githubusercontent.com",
    "reddit.com",
    "s3.amazonaws.com",
    "sc-cdn.net",
    "scdn.co",
    "script.google.com",
    "sectigo.com",
    "sentry.io",
    "sharepoint.com",
    "signal.me",
    "signal.org",
    "sites.google.com",
    "skype.com",
    "slack.com",
    "snapchat.com",
    "soundcloud.com",
    "spotify.com",
    "ssl-images-amazon.com",
    "storage.googleapis.com",
    "t.me",
    "telegra.ph",
    "telegram.me",
    "telegram.org",
    "threads.net",
    "tiktok.com",
    "tiktokcdn.com",
    "tiktokv.com",
    "transfer.sh",
    "translate.google.com",
    "tumblr.com",
    "twimg.com",
    "twitter.com",
    "unpkg.com",
    "verisign.com",
    "viber.com",
    "vimeo.com",
    "vk.com",
    "w3.org",
    "wa.me",
    "we.tl",
    "web.whatsapp.com",
    "wechat.com",
    "weebly.com",
    "wetransfer.com",
    "whatsapp.com",
    "whatsapp.net",
    "whispersystems.org",
    "wikimedia.org",
    "wikipedia.org",
    "windows.com",
    "windows.net",
    "wixsite.com",
    "wordpress.com",
    "x.com",
    "yahoo.com",
    "yandex.com",
    "yandex.net",
    "yandex.ru",
    "yimg.com",
    "youtube.com",
    "ytimg.com",
    "zoom.us",
];

/// Domains below which nobody but the operator of a basic service has names, and that a phone contacts without any
/// user's action: no name below them stands for a particular visit.
const OPERATORS: &[&str] = &[
    "aaplimg.com",
    "apple-cloudkit.com",
    "apple-dns.net",
    "apple-livephotoskit.com",
    "apple.com",
    "cdn-apple.com",
    "cdninstagram.com",
    "facebook.com",
    "fbcdn.net",
    "gstatic.com",
    "icloud-content.com",
    "icloud.com",
    "instagram.com",
    "itunes.com",
    "mzstatic.com",
    "signal.org",
    "whatsapp.com",
    "whatsapp.net",
];

/// Top-level domains under which people ordinarily visit sites.
const COMMON_ENDS: &[&str] = &[
    "app", "at", "au", "be", "biz", "br", "ca", "ch", "club", "cn", "co", "co.in", "co.jp", "co.uk", "com",
    "com.au", "com.br", "com.mx", "com.tr", "cz", "de", "dev", "edu", "es", "eu", "fr", "gov", "hu", "in",
    "info", "io", "ir", "it", "jp", "kr", "life", "link", "live", "me", "mobi", "mx", "net", "nl", "online",
    "org", "pl", "pt", "ro", "ru", "se", "shop", "site", "space", "store", "tech", "top", "tv", "ua", "uk",
    "us", "website", "world", "xyz",
];

/// Hosts that ordinary phones contact: those of platforms, some below a basic service, and sites of the common
/// endings. Spelled once, since every pattern is tried on them.
static ORDINARY_HOSTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let below = |prefixes: &'static [&'static str], hosts: &'static [&'static str]| {
        hosts.iter().flat_map(|host| prefixes.iter().map(move |it| format!("{it}.{host}")))
    };
    let mut all: Vec<String> = PLATFORMS.iter().map(|it| (*it).to_owned()).collect();
    all.extend(below(&["www"], PLATFORMS));
    all.extend(below(&["gateway", "static", "e1-ht"], OPERATORS));
    all.extend(below(&["example", "www.example", "news"], COMMON_ENDS));
    all
});

/// True if `fits` holds for some host that ordinary phones contact.
pub(crate) fn is_ordinary_host(fits: impl Fn(&str) -> bool) -> bool {
    ORDINARY_HOSTS.iter().any(|it| fits(it))
}

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
        || OPERATORS
            .iter()
            .any(|it| host.strip_suffix(it).is_some_and(|name| name.is_empty() || name.ends_with('.')))
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
    fn basic_services_and_all_below_them() {
        for host in
            ["amazonaws.com", "captive.apple.com", "gateway.icloud.com", "e1.apple-dns.net", "g.whatsapp.net"]
        {
            assert!(is_platform(host), "{host}");
        }
        for host in ["notapple.com", "apple.com.evil.example", "x.amazonaws.com", "evil-icloud.com"] {
            assert!(!is_platform(host), "{host}");
        }
        assert!(
            is_ordinary_host(|it| it.ends_with(".whatsapp.net"))
                && is_ordinary_host(|it| it.ends_with(".de"))
        );
        assert!(!is_ordinary_host(|it| it.contains("evil")));
    }

    #[test]
    fn lists_are_normalised_and_without_doubles() {
        for list in [SHORTENERS, PLATFORMS, OPERATORS, COMMON_ENDS] {
            for (n, host) in list.iter().enumerate() {
                assert_eq!(crate::host_of(host).as_deref(), Some(*host));
                assert!(!list[..n].contains(host), "{host}");
            }
        }
    }
}
