//! PNG: the SVG rasterized with the bundled font, so that both show the same. Fonts of the system stand in only for
//! characters that the bundled font lacks, and what no font has is said in the picture.

use super::fallback;
use crate::error::{Error, Result};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::fontdb::{Database, ID};
use resvg::usvg::{FallbackSelectionFn, FontResolver, Group, Node, Options, Tree};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// A raster and what it lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub png: Vec<u8>,
    /// The characters that no font has: they are boxes, and the picture says so.
    pub lacking: BTreeSet<String>,
}

/// The fonts to draw with: the bundled one, then one that the user names, then those of the system.
#[derive(Debug, Clone, Default)]
pub struct Fonts {
    named: Option<Arc<Database>>,
}

impl Fonts {
    /// With a font of the user's between the bundled one and the system's; `None` if the bytes are no font.
    pub fn with(font: Vec<u8>) -> Option<Self> {
        let mut fonts = Database::clone(bundled());
        let before = fonts.len();
        fonts.load_font_data(font);
        let known = fonts.len() > before;
        fonts.load_system_fonts();
        fonts.set_sans_serif_family(super::style::FAMILY);
        known.then(|| Self { named: Some(Arc::new(fonts)) })
    }

    fn all(&self) -> &Arc<Database> {
        self.named.as_ref().unwrap_or_else(|| with_system())
    }
}

/// Rasterizes an SVG; `scale` 2 gives two pixels a point. The same bytes on every machine as long as the bundled font
/// has every character.
///
/// # Errors
/// `Error::Chart` if the SVG cannot be read or the picture would be empty or too large.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>> {
    picture(svg, scale, &Fonts::default()).map(|picture| picture.png)
}

/// As [`png()`], with a choice of fonts, and with what they lack.
///
/// # Errors
/// As [`png()`].
pub fn picture(svg: &str, scale: f32, fonts: &Fonts) -> Result<Picture> {
    let fault = |what: String| Error::Chart { chart: "png".into(), what };
    let read = |svg: &str, fonts| Tree::from_str(svg, &options(fonts)).map_err(|cause| fault(cause.to_string()));
    let mut tree = read(svg, bundled())?;
    let mut missing = lacking(&tree);
    if !missing.is_empty() {
        let svg = fallback::in_runs(svg, bundled(), fonts.all());
        tree = read(&svg, fonts.all())?;
        missing = lacking(&tree);
        if !missing.is_empty() {
            tree = read(&noted(&svg, &missing), fonts.all())?;
        }
    }
    let (wide, high) = (tree.size().width() * scale, tree.size().height() * scale);
    // Whole pixels only: one that the ground covers in part would be a dark line along the edge.
    let mut pixmap = Pixmap::new(wide.floor() as u32, high.floor() as u32)
        .ok_or_else(|| fault(format!("no picture of {wide} x {high} pixels can be made")))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let png = encoded(&pixmap).map_err(|cause| fault(cause.to_string()))?;
    Ok(Picture { png, lacking: missing })
}

/// The pixels as PNG. Every drawing has a ground, so no pixel is transparent: three bytes a pixel say all, and one byte where
/// there are few colors. Repeating lines make flat pictures small.
fn encoded(pixmap: &Pixmap) -> std::result::Result<Vec<u8>, png::EncodingError> {
    let color = |pixel: &PremultipliedColorU8| [pixel.red(), pixel.green(), pixel.blue()];
    let pixels: Vec<[u8; 3]> = pixmap.pixels().iter().map(color).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let data: Vec<u8> = match palette(&pixels) {
        Some(palette) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette.concat());
            // Every color is in the palette, which is sorted and has at most 256.
            pixels.iter().map(|pixel| palette.binary_search(pixel).unwrap_or(0) as u8).collect()
        }
        None => {
            encoder.set_color(png::ColorType::Rgb);
            pixels.concat()
        }
    };
    encoder.write_header()?.write_image_data(&data)?;
    Ok(bytes)
}

/// The colors of a picture in order; `None` for more than one byte can tell apart.
fn palette(pixels: &[[u8; 3]]) -> Option<Vec<[u8; 3]>> {
    let mut colors = BTreeSet::new();
    // Most pixels are as their neighbor is.
    for run in pixels.chunk_by(|a, b| a == b) {
        colors.insert(run[0]);
        if colors.len() > 256 {
            return None;
        }
    }
    Some(colors.into_iter().collect())
}

/// How an SVG is read with these fonts.
pub(super) fn options(fonts: &Arc<Database>) -> Options<'static> {
    Options { fontdb: fonts.clone(), font_resolver: resolver(), ..Options::default() }
}

fn resolver() -> FontResolver<'static> {
    let usual = FontResolver::default_fallback_selector();
    let select_fallback = Box::new(move |character: char, used: &[ID], fonts: &mut Arc<Database>| {
        stand_in(&usual, character, (used, fonts))
    });
    FontResolver { select_fallback, ..FontResolver::default() }
}

/// A face that has a character, besides those used already: as heavy as the first of them where there is such; the usual
/// choice takes the first of any weight.
pub(super) fn stand_in(
    usual: &FallbackSelectionFn<'_>,
    character: char,
    (used, fonts): (&[ID], &mut Arc<Database>),
) -> Option<ID> {
    let weight = |id: ID, fonts: &Database| fonts.face(id).map(|face| (face.weight, face.style));
    let wanted = used.first().and_then(|&id| weight(id, fonts));
    let first = usual(character, used, fonts)?;
    let mut passed = used.to_vec();
    let mut next = Some(first);
    while let Some(id) = next {
        if weight(id, fonts) == wanted {
            return Some(id);
        }
        passed.push(id);
        next = usual(character, &passed, fonts);
    }
    Some(first)
}

/// The fonts in the binary.
fn bundled() -> &'static Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    FONTS.get_or_init(|| {
        let mut fonts = Database::new();
        fonts.load_font_data(notosans::REGULAR_TTF.to_vec());
        fonts.load_font_data(notosans::BOLD_TTF.to_vec());
        fonts.set_sans_serif_family(super::style::FAMILY);
        Arc::new(fonts)
    })
}

/// The same, and after them whatever this machine has.
fn with_system() -> &'static Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    FONTS.get_or_init(|| {
        let mut fonts = Database::clone(bundled());
        fonts.load_system_fonts();
        fonts.set_sans_serif_family(super::style::FAMILY);
        Arc::new(fonts)
    })
}

/// The characters for which no font had a glyph.
fn lacking(tree: &Tree) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    visit(tree.root(), &mut found);
    found
}

fn visit(group: &Group, found: &mut BTreeSet<String>) {
    for node in group.children() {
        match node {
            Node::Group(group) => visit(group, found),
            Node::Text(text) => {
                let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                // Glyph 0 of every font is the empty box.
                found.extend(glyphs.filter(|glyph| glyph.id.0 == 0).map(|glyph| glyph.text.clone()));
            }
            _ => {}
        }
    }
}

/// The SVG with a line in its lower margin that says why there are boxes.
fn noted(svg: &str, lacking: &BTreeSet<String>) -> String {
    let numbers =
        svg.split_once(" viewBox=\"").and_then(|(_, after)| after.split_once('"')).map_or("", |(size, _)| size);
    let frame: Vec<f64> = numbers.split(' ').filter_map(|number| number.parse().ok()).collect();
    let &[left, top, wide, high] = frame.as_slice() else { return svg.to_owned() };
    let pixels = super::style::PIXELS;
    let margin = left + super::style::MARGIN * pixels;
    let line = format!(
        "<text x=\"{margin}\" y=\"{}\" font-size=\"{}\" font-weight=\"bold\" fill=\"#B4500B\">Boxes stand for {} that \
         no font on this machine has; the SVG shows them where a font does.</text>",
        top + high - 8.0 * pixels,
        (11.0 * pixels).min(wide),
        super::format::counted(lacking.len() as u64, "character"),
    );
    svg.replacen("</svg>", &format!("{line}</svg>"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 400\" width=\"100\" height=\"100\" \
             font-family=\"Noto Sans\"><text y=\"40\">{text}</text></svg>"
        );
        Tree::from_str(&svg, &options(bundled())).unwrap()
    }

    #[test]
    fn a_missing_glyph_is_noticed() {
        assert!(lacking(&tree("Défense – «оборона» 2.3× 1/8×, “x” → y ≥")).is_empty());
        assert_eq!(lacking(&tree("a鉱物b")).len(), 2);
    }

    /// A font that has some foreign letters, if this machine has any.
    #[test]
    fn a_character_without_a_font_leaves_the_others_theirs() {
        let svg = |text: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4000 400\" width=\"1000\" height=\"100\" \
                 font-family=\"Noto Sans\"><text x=\"9\" y=\"40\">{text}</text></svg>"
            )
        };
        // No font has a character of a plane for private use, so it alone may be a box.
        let mut scripts = Vec::new();
        for text in ["हिन्दी", "ภาษาไทย", "שלום עולם", "مرحبا بالعالم"] {
            match picture(&svg(text), 1.0, &Fonts::default()).unwrap().lacking.is_empty() {
                true => scripts.push(text),
                false => eprintln!("skipped: no font here has {text}"),
            }
        }
        let mixed = format!("Title 5 \u{10F123}\u{10F124} and {} end", scripts.join(" 7 "));
        let lacking = picture(&svg(&mixed), 1.0, &Fonts::default()).unwrap().lacking;
        assert_eq!(lacking.len(), 2, "{lacking:?} of {mixed}");
    }

    #[test]
    fn few_colors_are_a_palette_and_nothing_is_lost() {
        for colors in [3_u32, 400] {
            let mut pixmap = Pixmap::new(40, 40).unwrap();
            for (index, pixel) in pixmap.pixels_mut().iter_mut().enumerate() {
                let number = index as u32 % colors;
                *pixel = PremultipliedColorU8::from_rgba((number / 200) as u8, (number % 200) as u8, 7, 255).unwrap();
            }
            let bytes = encoded(&pixmap).unwrap();
            assert_eq!(bytes[25], if colors > 256 { 2 } else { 3 }, "the kind of color in the header");
            assert!(Pixmap::decode_png(&bytes).unwrap() == pixmap, "{colors} colors");
        }
    }

    #[test]
    fn the_note_is_drawn_inside_the_picture() {
        let svg = noted("<svg viewBox=\"0 0 400 300\"></svg>", &BTreeSet::from(["鉱".to_owned()]));
        assert!(svg.contains("y=\"268\"") && svg.contains("1 character that") && svg.ends_with("</svg>"), "{svg}");
    }
}
