//! Names in the letters of domains, to see whether a domain was made from a company's name.

/// Letters that a domain and a word of the name must share at the start. Shorter words must be there whole.
const STEM: usize = 3;

/// Whether the first label of a domain, such as `keller-brandt47`, begins as a word of the company's name does.
///
/// Accents are taken off, or written out as German and Danish do; digits and hyphens of the domain do not count.
pub(super) fn made_from(label: &str, company: &str) -> bool {
    let letters: String = label.chars().filter(char::is_ascii_lowercase).collect();
    [Spelling::Plain, Spelling::WrittenOut].into_iter().any(|spelling| {
        let words: Vec<String> = company
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '`'))
            .map(|word| fold(word, spelling))
            .filter(|word| !word.is_empty())
            .collect();
        begins_with(&letters, &words)
    })
}

/// Whether the letters begin with the stem of a word, or with a whole short word and then with a later one.
fn begins_with(letters: &str, words: &[String]) -> bool {
    words.iter().enumerate().any(|(i, word)| {
        if word.len() >= STEM {
            return letters.starts_with(&word[..STEM]);
        }
        letters.strip_prefix(word.as_str()).is_some_and(|rest| rest.is_empty() || begins_with(rest, &words[i + 1..]))
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Spelling {
    /// `ü` → `u`, `å` → `a`.
    Plain,
    /// `ü` → `ue`, `å` → `aa`.
    WrittenOut,
}

/// A word in small letters from a to z; digits and signs go.
fn fold(word: &str, spelling: Spelling) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        let written = match c {
            'a'..='z' => {
                out.push(c);
                continue;
            }
            'ä' | 'ö' | 'ü' | 'å' if spelling == Spelling::WrittenOut => match c {
                'ä' => "ae",
                'ö' => "oe",
                'ü' => "ue",
                _ => "aa",
            },
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
            'æ' => "ae",
            'ç' | 'ć' | 'č' => "c",
            'ď' | 'đ' | 'ð' => "d",
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
            'ğ' => "g",
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
            'ł' => "l",
            'ñ' | 'ń' | 'ň' => "n",
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
            'œ' => "oe",
            'ř' => "r",
            'ś' | 'š' | 'ş' => "s",
            'ß' => "ss",
            'ť' => "t",
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
            'ý' | 'ÿ' => "y",
            'ź' | 'ż' | 'ž' => "z",
            _ => "",
        };
        out.push_str(written);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_made_of_the_name_are_known_as_such() {
        for (label, company) in [
            ("keller-brandt47", "Keller & Brandt Maschinenbau GmbH"),
            ("muehlenhof12", "Mühlenhof GmbH"),
            ("sjoberg99", "Sjöberg AB"),
            ("oconnor-4f2kd", "O'Connor Ltd"),
            ("ngvries03", "Ng de Vries B.V."),
            ("li07", "Li Ltd"),
            ("northstar12", "The Northstar Group"),
        ] {
            assert!(made_from(label, company), "{label} of {company}");
        }
        for (label, company) in
            [("keller47", "Brandt GmbH"), ("li07", "Lindner AG"), ("47", "Keller AG"), ("kex", "Keller AG")]
        {
            assert!(!made_from(label, company), "{label} of {company}");
        }
    }
}
