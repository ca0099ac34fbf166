//! CSV as the offices' spreadsheets open it: BOM, CRLF, quoted where needed, and no cell that a spreadsheet would calculate.

/// What a file begins with, so that a spreadsheet reads it as UTF-8.
pub const BOM: &str = "\u{feff}";

/// Characters with which a spreadsheet begins a formula, full-width ones too: a Japanese one narrows them.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A cell as text and nothing else: what would be a formula gets an apostrophe before it.
fn defused(cell: &str) -> String {
    let first = cell.trim_start_matches([' ', '\u{3000}']).chars().next();
    if first.is_some_and(|c| FORMULA.contains(&c)) || cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

fn quoted(cell: &str) -> String {
    let cell = defused(cell);
    let plain = !cell.contains([',', '"', '\n', '\r']) && cell.trim() == cell;
    if plain { cell } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

/// One line of a file.
#[must_use]
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = cells.into_iter().map(quoted).collect::<Vec<_>>().join(",");
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_needed_and_lines_end_as_spreadsheets_want() {
        assert_eq!(line(["a", "佐藤, キヨ", "\"x\"", "1\n2", " b", ""]), "a,\"佐藤, キヨ\",\"\"\"x\"\"\",\"1\n2\",\" b\",\r\n");
    }

    #[test]
    fn nothing_is_ever_a_formula() {
        for bad in ["=1+1", "+81", "-2", "@SUM(A1)", "\tx", "＝cmd", " =1", "\u{3000}＋1", "\r=1"] {
            let line = line([bad]);
            assert!(line.trim_start_matches('"').starts_with('\''), "{line:?}");
        }
        assert_eq!(line(["R8-000123", "2026-11-22 14:05"]), "R8-000123,2026-11-22 14:05\r\n");
    }
}
