//! Charts as files: the drawing, its raster and its numbers, in a report or one by one.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module writes"))]

use super::{chart_files, files};
use crate::chart::{self, Chart, Fonts};
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Pixels of a PNG for each unit of its SVG.
const PNG_SCALE: f32 = 2.0;

/// What was written, and the characters that no font had.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawn {
    pub paths: Vec<PathBuf>,
    pub lacking: BTreeSet<String>,
}

/// Names and bytes of files.
type Files = Vec<(String, Vec<u8>)>;

/// The three files of each chart, and the characters that no font has.
pub fn contents(charts: &[Chart], fonts: &Fonts) -> Result<(Files, BTreeSet<String>)> {
    let (mut files, mut lacking) = (Vec::new(), BTreeSet::new());
    let draw = |chart: &Chart| chart::picture(&chart.svg, PNG_SCALE, fonts);
    let pictures: Vec<chart::Picture> = charts.par_iter().map(draw).collect::<Result<_>>()?;
    for (chart, picture) in charts.iter().zip(pictures) {
        let [svg_name, png_name, csv_name] = chart_files(&chart.name);
        files.push((svg_name, chart.svg.clone().into_bytes()));
        files.push((png_name, picture.png));
        files.push((csv_name, chart.table.to_csv().into_bytes()));
        lacking.extend(picture.lacking);
    }
    Ok((files, lacking))
}

/// Writes one chart to `out`, a file that ends in .svg or .png and is replaced if it is there; without `out` to both,
/// under the chart's name in the current folder, if neither is there.
///
/// # Errors
/// `Setting` for another ending or a file in the way, `Io` when a file cannot be written, `Chart` as [`chart::png`].
pub fn write_chart(chart: &Chart, out: Option<&Path>, fonts: &Fonts) -> Result<Drawn> {
    let [svg_name, png_name, _] = chart_files(&chart.name);
    let paths = match out {
        Some(path) => vec![path.to_owned()],
        None => vec![PathBuf::from(svg_name), PathBuf::from(png_name)],
    };
    if let Some(there) = paths.iter().find(|path| out.is_none() && path.exists()) {
        let what = format!("{} is there already", there.display());
        return Err(Error::setting("chart", what, "name a file with --out; that one is replaced"));
    }
    let mut drawn = Drawn::default();
    for path in paths {
        let bytes = match path.extension().and_then(|ending| ending.to_str()) {
            Some("svg") => chart.svg.clone().into_bytes(),
            Some("png") => {
                let picture = chart::picture(&chart.svg, PNG_SCALE, fonts)?;
                drawn.lacking.extend(picture.lacking);
                picture.png
            }
            _ => {
                let what = format!("{} ends in neither .svg nor .png", path.display());
                return Err(Error::setting("--out", what, "name a file such as chart.svg"));
            }
        };
        files::replace(&path, &bytes)?;
        drawn.paths.push(path);
    }
    Ok(drawn)
}
