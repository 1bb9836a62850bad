//! Thrift's compact protocol, as much of it as Parquet's headers and footer need.

/// Writes structs. Fields must be written in ascending order.
#[derive(Debug, Default)]
pub(super) struct Thrift {
    out: Vec<u8>,
    /// The last field written of each struct that is open.
    fields: Vec<i16>,
}

/// The types of the compact protocol.
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

impl Thrift {
    /// Opens the outermost struct.
    pub(super) fn new() -> Self {
        Self { out: Vec::new(), fields: vec![0] }
    }

    /// Closes the outermost struct and gives its bytes.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.end();
        self.out
    }

    pub(super) fn i16(&mut self, field: i16, value: i16) {
        self.field(field, I16);
        self.varint(zigzag(value.into()));
    }

    pub(super) fn i32(&mut self, field: i16, value: i32) {
        self.field(field, I32);
        self.varint(zigzag(value.into()));
    }

    pub(super) fn i64(&mut self, field: i16, value: i64) {
        self.field(field, I64);
        self.varint(zigzag(value));
    }

    pub(super) fn bytes(&mut self, field: i16, value: &[u8]) {
        self.field(field, BINARY);
        self.raw_bytes(value);
    }

    /// A struct as a field; `write` writes its fields.
    pub(super) fn structure(&mut self, field: i16, write: impl FnOnce(&mut Self)) {
        self.field(field, STRUCT);
        self.nested(write);
    }

    /// A list of structs; `write` writes the fields of one.
    pub(super) fn structures<T>(
        &mut self,
        field: i16,
        items: impl ExactSizeIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.list(field, STRUCT, items.len());
        for item in items {
            self.nested(|thrift| write(thrift, item));
        }
    }

    pub(super) fn i32s(&mut self, field: i16, values: &[i32]) {
        self.list(field, I32, values.len());
        values.iter().for_each(|&value| self.varint(zigzag(value.into())));
    }

    pub(super) fn strings(&mut self, field: i16, values: &[&str]) {
        self.list(field, BINARY, values.len());
        values.iter().for_each(|value| self.raw_bytes(value.as_bytes()));
    }

    fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        self.fields.push(0);
        write(self);
        self.end();
    }

    fn end(&mut self) {
        self.fields.pop();
        self.out.push(0);
    }

    fn field(&mut self, field: i16, kind: u8) {
        let last = self.fields.last_mut().expect("a field belongs to an open struct");
        let step = field - *last;
        debug_assert!((1..16).contains(&step), "fields ascend, by less than 16");
        *last = field;
        self.out.push((step as u8) << 4 | kind);
    }

    fn list(&mut self, field: i16, kind: u8, len: usize) {
        self.field(field, LIST);
        if len < 15 {
            self.out.push((len as u8) << 4 | kind);
        } else {
            self.out.push(0xf0 | kind);
            self.varint(len as u64);
        }
    }

    fn raw_bytes(&mut self, value: &[u8]) {
        self.varint(value.len() as u64);
        self.out.extend_from_slice(value);
    }

    fn varint(&mut self, value: u64) {
        push_varint(value, &mut self.out);
    }
}

/// Seven bits a byte, the lowest first (ULEB128).
pub(super) fn push_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_protocol_says() {
        let varint = |value| {
            let mut out = Vec::new();
            push_varint(value, &mut out);
            out
        };
        assert_eq!(varint(300), [0xac, 0x02]);
        assert_eq!([0, -1, 1, -2, i64::MIN].map(zigzag), [0, 1, 2, 3, u64::MAX]);
    }

    #[test]
    fn a_struct_is_fields_by_distance_and_a_stop() {
        let mut thrift = Thrift::new();
        thrift.i32(1, 5);
        thrift.structure(4, |inner| inner.bytes(2, b"ab"));
        thrift.i32s(5, &[1, 2]);
        assert_eq!(thrift.finish(), [0x15, 10, 0x3c, 0x28, 2, b'a', b'b', 0, 0x19, 0x25, 2, 4, 0]);
    }
}
