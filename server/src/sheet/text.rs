//! CSV: UTF-8 with or without its mark, UTF-16 with it, or Shift_JIS as old programs write it.

use super::defuse::restored;
use super::read::Raw;
use domain::sheet::{COLUMNS_MAX, Cell, SheetRefusal};
use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS, UTF_8};
use std::borrow::Cow;

/// The text and the name of its encoding.
fn decoded(file: &[u8]) -> Result<(Cow<'_, str>, &'static str), SheetRefusal> {
    if file.contains(&0) && Encoding::for_bom(file).is_none() {
        return Err(SheetRefusal::NotASheet);
    }
    let tries: Vec<&'static Encoding> = match Encoding::for_bom(file) {
        Some((encoding, _)) => vec![encoding],
        None => vec![UTF_8, SHIFT_JIS],
    };
    for encoding in tries {
        let (text, _, broken) = encoding.decode(file);
        if !broken && !text.contains('\0') && !is_garbled(encoding, &text, file) {
            return Ok((text, encoding.name()));
        }
    }
    Err(SheetRefusal::Encoding)
}

/// EUC-JP read as Shift_JIS gives rows of half-width kana instead of an error.
fn is_garbled(encoding: &'static Encoding, text: &str, file: &[u8]) -> bool {
    if encoding != SHIFT_JIS {
        return false;
    }
    let beyond = text.chars().filter(|c| !c.is_ascii()).count();
    let half = text.chars().filter(|c| ('\u{ff61}'..='\u{ff9f}').contains(c)).count();
    half * 2 > beyond && !EUC_JP.decode_without_bom_handling(file).1
}

pub(super) fn read(file: &[u8]) -> Result<Raw, SheetRefusal> {
    let (text, encoding) = decoded(file)?;
    let first = text.lines().next().unwrap_or_default();
    // Excel's "Unicode text" has tabs.
    let delimiter = if first.contains('\t') && !first.contains(',') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut raw = Raw { sheet: format!("CSV（{encoding}）"), ..Raw::default() };
    let mut record = csv::StringRecord::new();
    let mut number = 0;
    while reader.read_record(&mut record).map_err(|_| SheetRefusal::Damaged)? {
        if record.len() > COLUMNS_MAX && record.iter().skip(COLUMNS_MAX).any(|field| !field.trim().is_empty()) {
            return Err(SheetRefusal::TooManyColumns);
        }
        raw.push(number, record.iter().take(COLUMNS_MAX).map(|field| Cell::text(restored(field))).collect())?;
        number += 1;
    }
    Ok(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(file: &[u8]) -> Vec<Vec<String>> {
        read(file).unwrap().rows.iter().map(|(_, cells)| cells.iter().map(Cell::shown).collect()).collect()
    }

    #[test]
    fn every_encoding_that_offices_use_is_read_and_others_are_refused() {
        let expected = vec![vec!["氏名".to_owned(), "ふりがな".to_owned()], vec!["髙橋".to_owned(), "たかはし".to_owned()]];
        let text = "氏名,ふりがな\r\n髙橋,たかはし\r\n";
        let (sjis, _, lost) = SHIFT_JIS.encode(text);
        assert!(!lost);
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for file in [text.as_bytes().to_vec(), format!("\u{feff}{text}").into_bytes(), sjis.into_owned(), utf16] {
            assert_eq!(cells(&file), expected);
        }
        // EUC-JP, and no text at all.
        assert_eq!(read(&EUC_JP.encode("氏名,ふりがな\n佐藤,さとう\n珠洲,すず\n鷗,かもめ").0).map(|r| r.rows.len()), Err(SheetRefusal::Encoding));
        assert_eq!(read(&[0, 1, 2, 3]).map(|r| r.rows.len()), Err(SheetRefusal::NotASheet));
    }

    #[test]
    fn quotes_line_breaks_and_empty_rows() {
        let mut file = "a,\"x \"\"y\"\"\nz\"\n".to_owned();
        file.push_str(&",,,,\n".repeat(100_000));
        file.push_str("'=1+1,'普通\n");
        assert_eq!(cells(file.as_bytes()), vec![vec!["a", "x \"y\"\nz"], vec!["=1+1", "'普通"]]);
    }
}
