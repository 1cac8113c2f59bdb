//! PNG: the SVG rasterized with the bundled font, so that both show the same.

use crate::error::{Error, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Rasterizes an SVG; `scale` 2 gives two pixels a point. No font of the system is used.
///
/// # Errors
/// `Error::Chart` if the SVG cannot be read or the picture would be empty or too large.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>> {
    let fault = |what: String| Error::Chart { chart: "png".into(), what };
    let tree = Tree::from_str(svg, &options()).map_err(|cause| fault(cause.to_string()))?;
    let (wide, high) = (tree.size().width() * scale, tree.size().height() * scale);
    let mut pixmap = Pixmap::new(wide.ceil() as u32, high.ceil() as u32)
        .ok_or_else(|| fault(format!("no picture of {wide} x {high} pixels can be made")))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|cause| fault(cause.to_string()))
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_font_data(notosans::REGULAR_TTF.to_vec());
    fonts.load_font_data(notosans::BOLD_TTF.to_vec());
    fonts.set_sans_serif_family(super::style::FAMILY);
    options
}
