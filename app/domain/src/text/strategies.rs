//! Random texts for the property tests: every character there is, and the ones that people mix here.

use proptest::prelude::*;

/// Any text at all, controls and unassigned characters included.
pub(crate) fn anything() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), 0..40).prop_map(|c| c.into_iter().collect())
}

/// Japanese as it comes from keyboards, faxes read by machine and old systems.
pub(crate) fn japanese() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        prop::char::range('\u{3000}', '\u{30ff}'),
        prop::char::range('\u{ff00}', '\u{ffa0}'),
        prop::char::range('\u{4e00}', '\u{4eff}'),
        prop::char::range('\u{f900}', '\u{faff}'),
        prop::char::range('!', '~'),
        prop::sample::select(vec![
            '髙',
            '﨑',
            '𠮷',
            '邉',
            '齋',
            '\u{e0101}',
            '\u{fe0f}',
            '\u{200b}',
            '\u{3099}',
            '\u{309a}',
            '゛',
            'ﾞ',
            '🐈',
            '\n',
            '\r',
            '\t',
            ' ',
            '−',
            '〜',
            '\u{301}',
        ]),
    ];
    prop::collection::vec(one, 0..40).prop_map(|c| c.into_iter().collect())
}
