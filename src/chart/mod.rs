//! FINDINGS -> PICTURES.

use crate::error::{Error, Result};

/// A picture and the numbers in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chart {
    pub name: String,
    pub title: String,
    pub description: String,
    pub svg: String,
    pub table: Table,
}

/// The numbers of a chart, as text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// As CSV with a header line.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in std::iter::once(&self.columns).chain(&self.rows) {
            let _ = writer.write_record(record);
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

/// A stand-in until the charts come.
pub fn png(svg: &str, _scale: f32) -> Result<Vec<u8>> {
    if svg.is_empty() {
        return Err(Error::Chart { chart: String::new(), what: "there is no picture".into() });
    }
    Ok(svg.as_bytes().to_vec())
}
