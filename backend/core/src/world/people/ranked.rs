//! The form of the word lists under `data/world`: sections of entries separated by commas.

/// One section: `[name key=value …]`, then entries separated by commas, over any number of lines.
#[derive(Debug)]
pub(crate) struct Section {
    /// The title, without its settings.
    pub(crate) name: &'static str,
    /// Everything in it, in order.
    pub(crate) entries: Vec<&'static str>,
    settings: &'static str,
}

impl Section {
    /// A setting of the title, such as the `.5` of `power=.5`.
    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        let value = self.settings.split(' ').find_map(|s| s.strip_prefix(key)?.strip_prefix('='));
        value.map(|v| v.parse().unwrap_or_else(|_| panic!("{key}={v} is no number")))
    }
}

/// Reads the sections of a list. Lines that begin with `#` are comments.
pub(crate) fn parse(text: &'static str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in text.lines().map(str::trim_end).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(title) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            let split = title.find('=').and_then(|at| title[..at].rfind(' ')).unwrap_or(title.len());
            let (name, settings) = title.split_at(split);
            sections.push(Section { name, entries: Vec::new(), settings });
        } else {
            let section = sections.last_mut().unwrap_or_else(|| panic!("{line:?} stands before any section"));
            // One space after a comma belongs to the list, a second to the entry: ` del Norte` is a word of its own.
            let entries = line.split(',').map(|e| e.strip_prefix(' ').unwrap_or(e).trim_end());
            section.entries.extend(entries.filter(|e| !e.is_empty()));
        }
    }
    sections
}

/// A number that stands for the letters of some pieces run together, capitals or small: FNV-1a, 64 bits. Two texts share
/// one so rarely that it may stand for them where the cost of a mistake is a name less.
pub(crate) fn fingerprint(pieces: &[&str]) -> u64 {
    let bytes = pieces.iter().flat_map(|piece| piece.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn sections_hold_their_entries_and_settings() {
        let sections = super::parse("# words\n[first]\nAda, De Luca,\nEva\n[last name shift=3 power=0.5]\nX/Y\n");
        let [a, b] = &sections[..] else { panic!("{sections:?}") };
        assert_eq!((a.name, &a.entries[..], a.number("shift")), ("first", &["Ada", "De Luca", "Eva"][..], None));
        assert_eq!((b.name, b.number("shift"), b.number("power")), ("last name", Some(3.0), Some(0.5)));
    }

    #[test]
    fn a_fingerprint_is_of_the_letters_however_they_are_cut() {
        assert_eq!(super::fingerprint(&["Blue", "", "stone"]), super::fingerprint(&["bluestone"]));
        assert_ne!(super::fingerprint(&["Bluestone"]), super::fingerprint(&["Blue stone"]));
    }
}
