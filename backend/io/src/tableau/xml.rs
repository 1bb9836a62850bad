//! XML as text, written front to back: elements, attributes, nothing else.

/// Writes elements, indented.
#[derive(Debug, Default)]
pub(super) struct Xml {
    out: String,
    open: Vec<String>,
}

/// Attributes of an element: names and values.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// Begins a document.
    pub(super) fn new() -> Self {
        Self { out: "<?xml version='1.0' encoding='utf-8' ?>\n".to_owned(), open: Vec::new() }
    }

    /// An element with others inside.
    pub(super) fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.start(name, attributes);
        self.out.push_str(">\n");
        self.open.push(name.to_owned());
    }

    /// Ends the element opened last.
    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push_str(">\n");
        }
    }

    /// An element with others inside, written by `inside`.
    pub(super) fn element(&mut self, name: &str, attributes: Attributes<'_>, inside: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        inside(self);
        self.close();
    }

    /// An element without anything inside.
    pub(super) fn leaf(&mut self, name: &str, attributes: Attributes<'_>) {
        self.start(name, attributes);
        self.out.push_str(" />\n");
    }

    /// An element with text inside.
    pub(super) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.start(name, attributes);
        self.out.push('>');
        self.escape(text);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    /// The document, all elements closed.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn start(&mut self, name: &str, attributes: Attributes<'_>) {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("='");
            self.escape(value);
            self.out.push('\'');
        }
    }

    fn indent(&mut self) {
        for _ in 0..self.open.len() {
            self.out.push_str("  ");
        }
    }

    fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\'' => self.out.push_str("&apos;"),
                '"' => self.out.push_str("&quot;"),
                // XML has no way to write the others.
                c if (c as u32) < 0x20 && !matches!(c, '\t' | '\n' | '\r') => self.out.push(' '),
                c => self.out.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_take_is_written_another_way() {
        let mut xml = Xml::new();
        xml.open("a", &[("b", "1 < 2 & 'x'")]);
        xml.text("c", &[], "\"\u{1}>");
        xml.leaf("d", &[]);
        let expected = "<a b='1 &lt; 2 &amp; &apos;x&apos;'>\n  <c>&quot; &gt;</c>\n  <d />\n</a>\n";
        assert_eq!(xml.finish().split_once('\n').unwrap().1, expected);
    }
}
