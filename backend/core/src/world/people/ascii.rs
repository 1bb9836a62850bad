//! Names in the letters of e-mail addresses and domains.

use super::Culture;

/// How letters outside ASCII are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// Accents go: `ö` → `o`.
    Plain,
    /// `ä`, `ö`, `ü` → `ae`, `oe`, `ue`.
    German,
    /// `å` → `aa`.
    Danish,
}

impl Spelling {
    /// What people of this culture do.
    pub(crate) fn of(culture: Culture) -> Self {
        match culture {
            Culture::De | Culture::At | Culture::Ch => Self::German,
            Culture::Da | Culture::No => Self::Danish,
            _ => Self::Plain,
        }
    }

    /// What companies with such a domain do: `anna.mueller@keller47.de.example`.
    pub(crate) fn of_domain(domain: &str) -> Self {
        match domain.strip_suffix(".example").and_then(|d| d.get(d.len().saturating_sub(3)..)) {
            Some(".de" | ".at" | ".ch") => Self::German,
            Some(".dk" | ".no") => Self::Danish,
            _ => Self::Plain,
        }
    }
}

/// Appends the text in small ASCII letters and digits: `Jürgen` → `juergen`, `José` → `jose`. Spaces, hyphens and other
/// signs go.
#[inline]
pub(crate) fn push_ascii(text: &str, spelling: Spelling, out: &mut String) {
    let mut rest = text;
    while let Some((_, after)) = push_run(rest, spelling, out) {
        rest = after;
    }
}

/// As [`push_ascii`], up to the first sign that is no letter or digit: gives that sign and what follows it.
#[inline]
pub(crate) fn push_run<'a>(text: &'a str, spelling: Spelling, out: &mut String) -> Option<(char, &'a str)> {
    let mut rest = text;
    loop {
        // Runs of plain letters are copied whole.
        let run = rest.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let from = out.len();
        out.push_str(&rest[..run]);
        if let Some(copied) = out.get_mut(from..) {
            copied.make_ascii_lowercase();
        }
        let mut signs = rest[run..].chars();
        let sign = signs.next()?;
        let letters = fold(sign, spelling);
        if letters.is_empty() {
            return Some((sign, signs.as_str()));
        }
        out.push_str(letters);
        rest = signs.as_str();
    }
}

/// A letter outside ASCII, as people there type it when they cannot.
fn fold(c: char, spelling: Spelling) -> &'static str {
    let umlauts = spelling == Spelling::German;
    match c {
        'ä' | 'Ä' if umlauts => "ae",
        'ö' | 'Ö' if umlauts => "oe",
        'ü' | 'Ü' if umlauts => "ue",
        'ß' => "ss",
        'å' | 'Å' if spelling == Spelling::Danish => "aa",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ą' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'Ā' | 'Ą' => {
            "a"
        }
        'ç' | 'ć' | 'č' | 'Ç' | 'Ć' | 'Č' => "c",
        'đ' | 'ð' | 'Đ' | 'Ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ē' | 'È' | 'É' | 'Ê' | 'Ë' | 'Ę' | 'Ē' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'Ì' | 'Í' | 'Î' | 'Ï' | 'Ī' => "i",
        'ł' | 'Ł' => "l",
        'ñ' | 'ń' | 'Ñ' | 'Ń' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ō' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ō' => "o",
        'ś' | 'š' | 'Ś' | 'Š' => "s",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'Ù' | 'Ú' | 'Û' | 'Ü' | 'Ū' => "u",
        'ý' | 'ÿ' | 'Ý' => "y",
        'ź' | 'ż' | 'ž' | 'Ź' | 'Ż' | 'Ž' => "z",
        // Not a letter we know: a sign.
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_written_as_people_there_would() {
        let ascii = |text, culture| {
            let mut out = String::new();
            push_ascii(text, Spelling::of(culture), &mut out);
            out
        };
        assert_eq!(ascii("Jürgen Groß", Culture::De), "juergengross");
        assert_eq!(ascii("Björn Sjöberg", Culture::Sv), "bjornsjoberg");
        assert_eq!(ascii("Håkon Ødegård", Culture::No), "haakonodegaard");
        assert_eq!(ascii("O'Connor", Culture::Ie), "oconnor");
        assert_eq!(ascii("Łukasz Dąbrowski", Culture::Pl), "lukaszdabrowski");
        assert_eq!(ascii("Émilie Lefèvre", Culture::Fr), "emilielefevre");
    }

    #[test]
    fn a_run_ends_where_the_letters_do() {
        let mut out = String::new();
        assert_eq!(push_run("Söhne & Co", Spelling::German, &mut out), Some((' ', "& Co")));
        assert_eq!(out, "soehne");
        assert_eq!(push_run("Co", Spelling::German, &mut out), None);
    }
}
