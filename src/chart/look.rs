//! Another look for a drawing that is there: dark, in other colors, in another size.
//!
//! Every color of a chart comes from `style`, so a look is a table from those colors to others, laid over the attributes of
//! the finished SVG. The page uses the same table as rules of its style sheet, so that its charts follow the reader's
//! system without being drawn twice. A size is a frame into which the drawing is fitted whole: places of labels hold
//! at one proportion only, and a chart whose labels collide is no chart.

use super::style;
use crate::error::{Error, Result};
use plotters::style::RGBAColor;
use std::fmt::Write;

/// What a drawing should look like; the default leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    pub dark: bool,
    /// Colors as "#0F62AC": of what rose, of what fell, of the ground, of text.
    pub up: Option<String>,
    pub down: Option<String>,
    pub ground: Option<String>,
    pub ink: Option<String>,
    /// Width and height in points; one alone keeps the proportion.
    pub width: Option<f64>,
    pub height: Option<f64>,
}

/// The drawing in another look.
///
/// # Errors
/// `Setting` for a color that is none, or a size that no picture has.
pub fn restyled(svg: &str, look: &Look) -> Result<String> {
    let mut colors: Vec<(String, String)> =
        style::DARK.iter().filter(|_| look.dark).map(|(light, dark)| (code(*light), code(*dark))).collect();
    let given = [
        (style::UP, &look.up, "--color-up"),
        (style::DOWN, &look.down, "--color-down"),
        (style::WHITE, &look.ground, "--color-ground"),
        (style::INK, &look.ink, "--color-ink"),
    ];
    for (ours, theirs, flag) in given {
        if let Some(theirs) = theirs {
            colors.retain(|(from, _)| *from != code(ours));
            colors.push((code(ours), checked(theirs, flag)?));
        }
    }
    if look.ground.is_some() || look.ink.is_some() {
        let now =
            |ours: RGBAColor| colors.iter().find(|(from, _)| *from == code(ours)).map_or(code(ours), |to| to.1.clone());
        let (ground, ink) = (now(style::WHITE), now(style::INK));
        if contrast(&ground, &ink) < LEAST_CONTRAST {
            let what = format!("text of {ink} on a ground of {ground} cannot be read");
            // What the user gave is what the user can change.
            return Err(match look.ink.is_some() {
                true => {
                    Error::setting("--color-ink", what, "choose a color much darker, or much lighter, than the ground")
                }
                false => {
                    let theme = if look.dark { "light" } else { "dark" };
                    let hint = format!("add `--chart-theme {theme}`, or give a --color-ink that can be read on it");
                    Error::setting("--color-ground", what, hint)
                }
            });
        }
    }
    sized(&recolored(svg, &colors), look)
}

/// Rules of a style sheet that make inline charts dark: presentation attributes give way to them.
pub fn dark_rules() -> String {
    let mut rules = String::new();
    for (light, dark) in style::DARK {
        for attribute in ["fill", "stroke"] {
            let _ = writeln!(rules, "  .chart [{attribute}=\"{}\"] {{ {attribute}: {}; }}", code(light), code(dark));
        }
    }
    rules
}

/// Below it even large letters are hard to read (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 3.0;

/// The contrast of two colors as "#0F62AC" (WCAG 2.2: 1 to 21).
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |color: &str| {
        let part = |at: usize| {
            let value = color.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0);
            let share = f64::from(value) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn code(color: RGBAColor) -> String {
    format!("#{:02X}{:02X}{:02X}", color.0, color.1, color.2)
}

fn checked(color: &str, flag: &'static str) -> Result<String> {
    let digits = color.trim().trim_start_matches('#');
    match digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => Ok(format!("#{}", digits.to_uppercase())),
        false => Err(Error::setting(flag, format!("\"{color}\" is no color"), "write six hexadecimal digits: #0F62AC")),
    }
}

/// Replaces whole values of fill and stroke, each once: a color that was laid down is not replaced again.
fn recolored(svg: &str, colors: &[(String, String)]) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some(at) = rest.find("=\"#") {
        let value = at + 2;
        let (before, tail) = rest.split_at(value);
        out.push_str(before);
        let named = before.ends_with("fill=\"") || before.ends_with("stroke=\"");
        let hit = colors.iter().find(|(from, _)| named && tail.starts_with(from.as_str()));
        rest = match hit {
            Some((from, to)) => {
                out.push_str(to);
                &tail[from.len()..]
            }
            None => tail,
        };
    }
    out + rest
}

/// Fits the drawing into a frame: another width and height, and the ground where the proportion differs.
fn sized(svg: &str, look: &Look) -> Result<String> {
    let sane = |size: f64| (100.0..=20_000.0).contains(&size);
    if let Some(size) = [look.width, look.height].into_iter().flatten().find(|size| !sane(*size)) {
        return Err(Error::setting("the size", format!("{size} is no size of a chart"), "give 100 to 20000 points"));
    }
    let Some((wide, high)) = size_of(svg).filter(|_| look.width.or(look.height).is_some()) else {
        return Ok(svg.to_owned());
    };
    let (width, height) = match (look.width, look.height) {
        (Some(width), Some(height)) => (width, height),
        (Some(width), None) => (width, (width * high / wide).round()),
        (None, Some(height)) => ((height * wide / high).round(), height),
        (None, None) => (wide, high),
    };
    // The frame in the drawing's own units, with the drawing in its middle.
    let scale = style::PIXELS * f64::max(wide / width, high / height);
    let (across, down) = (width * scale, height * scale);
    let (left, top) = ((wide * style::PIXELS - across) / 2.0, (high * style::PIXELS - down) / 2.0);
    let old =
        format!("viewBox=\"0 0 {} {}\" width=\"{wide}\" height=\"{high}\"", wide * style::PIXELS, high * style::PIXELS);
    let frame = format!("viewBox=\"{left:.0} {top:.0} {across:.0} {down:.0}\" width=\"{width}\" height=\"{height}\"");
    let ground = svg.split("<rect").nth(1).and_then(|rect| rect.split_once("fill=\"")?.1.split_once('"'));
    let ground = ground.map_or_else(|| code(style::WHITE), |(color, _)| color.to_owned());
    let plate = format!(
        "<rect x=\"{left:.0}\" y=\"{top:.0}\" width=\"{across:.0}\" height=\"{down:.0}\" fill=\"{ground}\"/>\n<rect"
    );
    Ok(svg.replacen(&old, &frame, 1).replacen("<rect", &plate, 1))
}

/// Width and height in points, as the drawing says them.
fn size_of(svg: &str) -> Option<(f64, f64)> {
    let header = svg.split_once('>')?.0;
    let value = |name: &str| header.split_once(name)?.1.split_once('"')?.0.parse::<f64>().ok();
    Some((value(" width=\"")?, value(" height=\"")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg viewBox=\"0 0 3840 2000\" width=\"960\" height=\"500\" role=\"img\">\n<rect x=\"0\" fill=\"#FFFFFF\"/>\n<text fill=\"#1F2328\">=\"#FFFFFF</text>\n</svg>\n";

    #[test]
    fn colors_change_in_attributes_and_nowhere_else() {
        let dark = restyled(SVG, &Look { dark: true, ..Look::default() }).unwrap();
        assert!(
            dark.contains("<rect x=\"0\" fill=\"#14171B\"/>") && dark.contains("fill=\"#E6E9ED\">=\"#FFFFFF<"),
            "{dark}"
        );
        let look = Look { ground: Some("0b0d10".into()), dark: true, ..Look::default() };
        assert!(restyled(SVG, &look).unwrap().contains("fill=\"#0B0D10\""));
        assert_eq!(restyled(SVG, &Look::default()).unwrap(), SVG);
        let unseen = Look { ink: Some("FFFFFF".into()), ground: Some("FFFFFF".into()), ..Look::default() };
        assert!(restyled(SVG, &unseen).unwrap_err().to_string().contains("cannot be read"));
        let black = Look { ground: Some("000000".into()), ..Look::default() };
        let fault = restyled(SVG, &black).unwrap_err().to_string();
        assert!(fault.contains("--color-ground") && !fault.contains("--color-ink"), "{fault}");
        assert!(restyled(SVG, &Look { dark: true, ..black }).is_ok());
        assert!(restyled(SVG, &Look { up: Some("blue".into()), ..Look::default() }).is_err());
    }

    #[test]
    fn a_size_is_a_frame_around_the_whole_drawing() {
        let square = restyled(SVG, &Look { width: Some(960.0), height: Some(960.0), ..Look::default() }).unwrap();
        assert!(square.starts_with("<svg viewBox=\"0 -920 3840 3840\" width=\"960\" height=\"960\""), "{square}");
        assert!(
            square.contains("<rect x=\"0\" y=\"-920\" width=\"3840\" height=\"3840\" fill=\"#FFFFFF\"/>"),
            "{square}"
        );
        let half = restyled(SVG, &Look { width: Some(480.0), ..Look::default() }).unwrap();
        assert!(half.contains("width=\"480\" height=\"250\""), "{half}");
        assert!(restyled(SVG, &Look { width: Some(f64::NAN), ..Look::default() }).is_err());
    }

    #[test]
    fn dark_colors_are_legible() {
        let dark = |color: RGBAColor| style::DARK.iter().find(|(light, _)| *light == color).unwrap().1;
        for color in [style::INK, style::GRAY, style::UP, style::DOWN] {
            for (ground, color) in [(style::WHITE, color), (dark(style::WHITE), dark(color))] {
                assert!(contrast(&code(ground), &code(color)) >= 4.5, "{}", code(color));
            }
        }
        // Numbers on the ramp, too.
        for (level, step) in style::RAMP.into_iter().enumerate() {
            let text = if level >= style::DARK_FROM { style::WHITE } else { style::INK };
            for (ground, text) in [(step, text), (dark(step), dark(text))] {
                let found = contrast(&code(ground), &code(text));
                assert!(found >= 4.5, "step {level}: {found:.2} of {} on {}", code(text), code(ground));
            }
        }
    }
}
