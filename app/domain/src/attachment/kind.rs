//! What a file is, read off its first and last bytes. Nothing is decoded here: a decoder would be the larger danger.

use serde::{Deserialize, Serialize};

/// No picture of a desk is wider or higher.
const LONGEST_SIDE: u32 = 50_000;

/// What may be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// PDF
    Pdf,
    /// PNG
    Png,
    /// JPEG
    Jpeg,
    /// WebP
    Webp,
    /// HEIC, as telephones photograph.
    Heic,
}

impl MediaKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Png, Self::Jpeg, Self::Webp, Self::Heic];

    /// As HTTP names it, and as the record keeps it.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
        }
    }

    /// Reads what [`Self::media_type`] wrote.
    #[must_use]
    pub fn from_media_type(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.media_type() == text)
    }

    /// How a file of this kind is named.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Heic => "heic",
        }
    }

    /// Whether `ending` is one of this kind, in any case.
    #[must_use]
    pub fn has_ending(self, ending: &str) -> bool {
        ending.eq_ignore_ascii_case(self.ending()) || (self == Self::Jpeg && ending.eq_ignore_ascii_case("jpeg"))
    }
}

/// What a file of `size` bytes is that begins with `head` and ends with `tail` (the whole file in both, when it is short).
/// `None` for anything that is not taken, for a stump, and for a file that only begins like one of these.
#[must_use]
pub fn sniff(head: &[u8], tail: &[u8], size: u64) -> Option<MediaKind> {
    let found = [(MediaKind::Pdf, is_pdf(head, tail)), (MediaKind::Png, is_png(head, tail)), (MediaKind::Jpeg, is_jpeg(head, tail))];
    let more = [(MediaKind::Webp, is_webp(head, size)), (MediaKind::Heic, is_heic(head))];
    found.into_iter().chain(more).find(|(_, is)| *is).map(|(kind, _)| kind)
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|w| w == what)
}

fn at(bytes: &[u8], from: usize, length: usize) -> Option<&[u8]> {
    bytes.get(from..from.checked_add(length)?)
}

fn number(bytes: &[u8], from: usize) -> Option<u32> {
    at(bytes, from, 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn is_pdf(head: &[u8], tail: &[u8]) -> bool {
    let version = head.strip_prefix(b"%PDF-").and_then(|rest| rest.first()).is_some_and(|major| matches!(major, b'1' | b'2'));
    version && contains(tail, b"%%EOF")
}

fn is_png(head: &[u8], tail: &[u8]) -> bool {
    let header = head.starts_with(b"\x89PNG\r\n\x1a\n") && number(head, 8) == Some(13) && at(head, 12, 4) == Some(b"IHDR");
    let side = |from| number(head, from).is_some_and(|n| (1..=LONGEST_SIDE).contains(&n));
    header && side(16) && side(20) && tail.ends_with(b"\0\0\0\0IEND\xaeB`\x82")
}

/// Walks from segment to segment until the one that tells the picture's size.
fn is_jpeg(head: &[u8], tail: &[u8]) -> bool {
    if !head.starts_with(&[0xff, 0xd8, 0xff]) || !contains(tail, &[0xff, 0xd9]) {
        return false;
    }
    let mut from = 2_usize;
    while let Some(&[0xff, marker]) = at(head, from, 2) {
        // Fill bytes may stand before a marker.
        if marker == 0xff {
            from += 1;
            continue;
        }
        let Some(length) = at(head, from + 2, 2).and_then(|b| b.try_into().ok()).map(u16::from_be_bytes) else { return false };
        let frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if frame {
            let side = |offset: usize| at(head, from + offset, 2).is_some_and(|b| b != [0, 0]);
            return length >= 11 && side(5) && side(7);
        }
        if length < 2 || matches!(marker, 0x01 | 0xd0..=0xda) {
            return false;
        }
        from += 2 + usize::from(length);
    }
    // Thumbnails and colour tables of some cameras reach further than what is looked at.
    from > head.len() && head.len() >= 32 * 1024
}

fn is_webp(head: &[u8], size: u64) -> bool {
    let length = at(head, 4, 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes).map(u64::from);
    let whole = length.is_some_and(|l| l + 8 == size || l + 9 == size);
    let picture = at(head, 12, 4).is_some_and(|chunk| matches!(chunk, b"VP8 " | b"VP8L" | b"VP8X"));
    head.starts_with(b"RIFF") && at(head, 8, 4) == Some(b"WEBP") && whole && picture
}

fn is_heic(head: &[u8]) -> bool {
    let length = number(head, 0).and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
    let brands = at(head, 8, length.saturating_sub(8)).unwrap_or_default();
    at(head, 4, 4) == Some(b"ftyp") && (16..=256).contains(&length) && brands.chunks(4).any(|b| matches!(b, b"heic" | b"heix" | b"heim" | b"heis"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n";

    fn png() -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02\x08\x06\0\0\0".to_vec();
        bytes.extend(b"\0\0\0\0IEND\xaeB`\x82");
        bytes
    }

    fn jpeg() -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, b'J', b'F', 0xff, 0xff, 0xc0, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0];
        bytes.extend([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
        bytes
    }

    fn webp() -> Vec<u8> {
        let mut bytes = b"RIFF\x0c\0\0\0WEBPVP8 ".to_vec();
        bytes.extend([0, 0, 0, 0]);
        bytes
    }

    fn check(bytes: &[u8], expected: Option<MediaKind>) {
        assert_eq!(sniff(bytes, bytes, bytes.len() as u64), expected, "{bytes:?}");
    }

    #[test]
    fn each_kind_is_known_by_its_content_and_a_stump_of_it_is_not() {
        let heic = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic".to_vec();
        for (bytes, kind) in [(PDF.to_vec(), MediaKind::Pdf), (png(), MediaKind::Png), (jpeg(), MediaKind::Jpeg), (webp(), MediaKind::Webp), (heic, MediaKind::Heic)] {
            check(&bytes, Some(kind));
            check(&bytes[..bytes.len() / 2], None);
        }
    }

    #[test]
    fn what_only_pretends_is_refused() {
        check(b"", None);
        check(b"<html><script>alert(1)</script>%PDF-1.7 %%EOF", None);
        check(b"<svg xmlns='http://www.w3.org/2000/svg'/>", None);
        check(b"PK\x03\x04 a spreadsheet", None);
        check(b"MZ\x90\0", None);
        check(b"GIF89a", None);
        check(b"%PDF-1.7 without an end", None);
        let mut huge = png();
        huge[16] = 0xff;
        check(&huge, None);
        let mut none = png();
        none[19] = 0;
        check(&none, None);
        let mut flat = jpeg();
        flat[14] = 0;
        flat[15] = 0;
        check(&flat, None);
        let longer = [webp(), b"x".repeat(5)].concat();
        check(&longer, None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_trouble(start in 0_usize..6, rest in proptest::collection::vec(any::<u8>(), 0..200), size in any::<u64>()) {
            let starts: [&[u8]; 6] = [b"%PDF-1", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &[0xff, 0xd8, 0xff], b"RIFF", b"\0\0\0\x18ftyp", b""];
            let bytes = [starts[start], &rest].concat();
            let _ = sniff(&bytes, &bytes, size);
        }
    }
}
