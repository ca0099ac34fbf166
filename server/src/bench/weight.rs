//! What a visit weighs: the document, and everything that a browser fetches for it, compressed as a browser asks for it.

use super::BenchError;
use super::client::Client;
use super::report::{Report, Row};
use std::collections::BTreeSet;

const FIRST: usize = 450_000;
const LATER: usize = 40_000;

/// A typeface that is fetched only for the characters it has.
struct Face {
    address: String,
    ranges: Vec<(u32, u32)>,
}

/// Addresses of our own files in `text`.
fn addresses(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for root in ["/pkg/", "/assets/"] {
        for (at, _) in text.match_indices(root) {
            let rest = text.get(at..).unwrap_or_default();
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c))).unwrap_or(rest.len());
            let address = rest.get(..end).unwrap_or_default();
            if address.contains('.') && !address.ends_with('.') {
                found.insert(address.to_owned());
            }
        }
    }
    found
}

fn range(text: &str) -> Option<(u32, u32)> {
    let text = text.trim().strip_prefix(['U', 'u'])?.strip_prefix('+')?;
    let hex = |t: &str| u32::from_str_radix(t, 16).ok();
    match text.split_once('-') {
        Some((from, to)) => Some((hex(from)?, hex(to)?)),
        None => Some((hex(&text.replace('?', "0"))?, hex(&text.replace('?', "f"))?)),
    }
}

/// The typefaces of a style sheet.
fn faces(css: &str) -> Vec<Face> {
    css.split("@font-face")
        .skip(1)
        .filter_map(|rest| {
            let body = rest.split('}').next()?;
            let address = addresses(body).into_iter().find(|a| a.ends_with(".woff2"))?;
            let ranges = body.split("unicode-range:").nth(1).map(|r| r.split(';').next().unwrap_or_default().split(',').filter_map(range).collect()).unwrap_or_default();
            Some(Face { address, ranges })
        })
        .collect()
}

/// Whether a browser fetches the face for a page with this text.
fn is_needed(face: &Face, text: &str) -> bool {
    face.ranges.is_empty() || text.chars().map(u32::from).any(|c| face.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)))
}

/// Text outside of tags and scripts, roughly: what is shown.
fn shown(document: &str) -> String {
    let body = document.split("<body").nth(1).unwrap_or(document);
    let mut text = String::new();
    for piece in body.split("<script").enumerate().map(|(n, p)| if n == 0 { p } else { p.split("</script>").nth(1).unwrap_or_default() }) {
        text.extend(piece.split('<').filter_map(|p| p.split_once('>')).map(|(_, t)| t));
    }
    text
}

struct Weight {
    parts: Vec<(&'static str, usize)>,
}

impl Weight {
    fn add(&mut self, kind: &'static str, bytes: usize) {
        match self.parts.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, sum)) => *sum += bytes,
            None => self.parts.push((kind, bytes)),
        }
    }

    fn sum(&self) -> usize {
        self.parts.iter().map(|(_, b)| b).sum()
    }
}

fn kind(address: &str) -> &'static str {
    match address.rsplit('.').next() {
        Some("css") => "css",
        Some("js") => "js",
        Some("wasm") => "wasm",
        Some("woff2") => "font",
        _ => "icons",
    }
}

fn kilobytes(bytes: usize) -> String {
    format!("{}.{} kB", bytes / 1_000, bytes % 1_000 / 100)
}

fn fetch(client: &mut Client, address: &str, weight: &mut Weight, later: &mut usize) -> Result<(), BenchError> {
    let answer = client.get(address, "gzip, deflate, br, zstd")?;
    if answer.status != 200 {
        return Err(BenchError::Unexpected(format!("{address} answered {}: the site is not built", answer.status)));
    }
    weight.add(kind(address), answer.wire);
    // What a browser may keep is not fetched again within the day.
    if !answer.header("cache-control").contains("max-age") {
        *later += answer.wire;
    }
    Ok(())
}

/// Weighs the first and a later visit of 今日.
pub(super) fn visits(client: &mut Client, report: &mut Report) -> Result<(), BenchError> {
    let plain = client.get("/", "identity")?.text();
    let compressed = client.get("/", "gzip, deflate, br, zstd")?.wire;
    let mut weight = Weight { parts: vec![("document", compressed)] };
    let mut later = compressed;
    let mut wanted = addresses(&plain);
    for sheet in wanted.clone().iter().filter(|a| a.ends_with(".css")) {
        let css = client.get(sheet, "identity")?.text();
        let text = shown(&plain);
        wanted.extend(faces(&css).into_iter().filter(|f| is_needed(f, &text)).map(|f| f.address));
    }
    for address in &wanted {
        fetch(client, address, &mut weight, &mut later)?;
    }
    let parts: Vec<String> = weight.parts.iter().map(|(kind, bytes)| format!("{kind} {}", kilobytes(*bytes))).collect();
    let sum = weight.sum();
    report.add(Row::plain("first visit over the wire", format!("{} ({})", kilobytes(sum), parts.join(", ")), "≤ 450 kB", Some(sum <= FIRST)));
    report.add(Row::plain("later visit over the wire", kilobytes(later), "≤ 40 kB", Some(later <= LATER)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_documents_and_style_sheets() {
        let page = r#"<link href="/pkg/madoguchi.12ab.css"><script>import("/pkg/madoguchi.12ab.js").then("/pkg/madoguchi.12ab.wasm")</script><img src=/assets/icon.svg>/pkg/ "#;
        let found: Vec<String> = addresses(page).into_iter().collect();
        assert_eq!(found, ["/assets/icon.svg", "/pkg/madoguchi.12ab.css", "/pkg/madoguchi.12ab.js", "/pkg/madoguchi.12ab.wasm"]);
    }

    #[test]
    fn only_faces_with_a_character_of_the_page_are_fetched() {
        let css = "@font-face{src:url(/assets/a.woff2)format('woff2');unicode-range:U+4e00-4fff,U+30??}@font-face{src:url(/assets/b.woff2)}";
        let faces = faces(css);
        assert_eq!((faces.len(), is_needed(&faces[0], "abc"), is_needed(&faces[0], "カ"), is_needed(&faces[0], "今"), is_needed(&faces[1], "")), (2, false, true, true, true));
        assert_eq!(shown("<head>x</head><body><p>今日</p><script>var 悪</script><b>は</b></body>"), "今日は");
    }
}
