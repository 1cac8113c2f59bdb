//! Archives and Parquet files made for the tests.
#![allow(dead_code, reason = "not every file of tests uses all of it")]

use flate2::{Compression, Crc, write::DeflateEncoder};
use std::io::Write;

/// A zip archive of these members, deflated.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let mut crc = Crc::new();
        crc.update(bytes);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        let start = u32::try_from(archive.len()).unwrap();
        let mut common = vec![20, 0, 0, 8, 8, 0, 0, 0, 0x21, 0x5A];
        for number in [crc.sum(), u32::try_from(packed.len()).unwrap(), u32::try_from(bytes.len()).unwrap()] {
            common.extend(number.to_le_bytes());
        }
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0, 0]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, count) = (u32::try_from(archive.len()).unwrap(), u16::try_from(members.len()).unwrap());
    let size = u32::try_from(directory.len()).unwrap();
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(size.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

/// A Word document with these paragraphs, the first as its title.
pub fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let mut xml = String::from("<?xml version=\"1.0\"?><w:document xmlns:w=\"http://w\"><w:body>");
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let style = if index == 0 { "<w:pPr><w:pStyle w:val=\"Title\"/></w:pPr>" } else { "" };
        xml.push_str(&format!("<w:p>{style}<w:r><w:t>{paragraph}</w:t></w:r><w:r><w:br/><w:t>more</w:t></w:r></w:p>"));
    }
    xml.push_str("</w:body></w:document>");
    let core = "<c:p xmlns:c=\"c\" xmlns:t=\"t\"><t:created>2021-05-06T07:08:09Z</t:created></c:p>";
    zip(&[("word/document.xml", xml.as_bytes()), ("docProps/core.xml", core.as_bytes())])
}

/// A Parquet file of `rows` rows in row groups of 100: days, times in nanoseconds, texts (every tenth null), titles.
#[cfg(feature = "parquet")]
pub fn parquet(rows: i32) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
    use parquet::file::{properties::WriterProperties, writer::SerializedFileWriter};
    use parquet::schema::parser::parse_message_type;
    use std::sync::Arc;
    let schema = "message m { required int32 day (DATE); required int64 at (TIMESTAMP(NANOS,true)); \
        optional binary body (STRING); required binary title (STRING); required double score; }";
    let properties = WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY).build();
    let mut bytes = Vec::new();
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    for first in (0..rows).step_by(100) {
        let range: Vec<i32> = (first..rows.min(first + 100)).collect();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let days: Vec<i32> = range.iter().map(|row| 18_262 + row).collect();
        column.typed::<Int32Type>().write_batch(&days, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let times: Vec<i64> = range.iter().map(|row| (18_262 + i64::from(*row)) * 86_400_000_000_000 + 5).collect();
        column.typed::<Int64Type>().write_batch(&times, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let levels: Vec<i16> = range.iter().map(|row| i16::from(row % 10 != 9)).collect();
        let kept = range.iter().filter(|row| *row % 10 != 9);
        let texts: Vec<ByteArray> = kept.map(|row| format!("the text of row {row}").into_bytes().into()).collect();
        column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let titles: Vec<ByteArray> = range.iter().map(|_| ByteArray::from("a title")).collect();
        column.typed::<ByteArrayType>().write_batch(&titles, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let scores: Vec<f64> = range.iter().map(|row| f64::from(*row)).collect();
        column.typed::<parquet::data_type::DoubleType>().write_batch(&scores, None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}
