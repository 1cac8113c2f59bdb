//! The look of every chart: sizes, colors and type in one place.
//!
//! Two hues that people with any kind of color vision tell apart (blue and burnt orange, both dark enough for text on
//! white), grays for all that is context, one sequential ramp for the heat map.

use plotters::style::RGBAColor;

/// Width of every chart in points.
pub const WIDTH: f64 = 960.0;
/// Empty border around a chart in points.
pub const MARGIN: f64 = 32.0;
/// Plotters knows whole pixels only, so it draws this many to a point.
pub const PIXELS: f64 = 4.0;

/// The font that is bundled and, in the SVG, what may stand in for it.
pub const FAMILY: &str = "Noto Sans";
pub const FAMILIES: &str = "Noto Sans, Helvetica Neue, Arial, sans-serif";

/// A color from its hexadecimal value.
const fn hex(value: u32) -> RGBAColor {
    RGBAColor((value >> 16) as u8, (value >> 8) as u8, value as u8, 1.0)
}

pub const WHITE: RGBAColor = hex(0xFFFFFF);
/// Titles and lines that carry the message.
pub const INK: RGBAColor = hex(0x1F2328);
/// Text of second rank.
pub const GRAY: RGBAColor = hex(0x5C636A);
/// Marks that are context.
pub const MIST: RGBAColor = hex(0xB4BAC1);
/// Gridlines.
pub const GRID: RGBAColor = hex(0xE3E6EA);
/// Other series behind the one in question: darker than gridlines.
pub const BEHIND: RGBAColor = hex(0xCFD5DB);
/// Grounds: bands of noise, shaded spans, missing cells.
pub const FAINT: RGBAColor = hex(0xEEF0F2);
/// What rose, or the first of two.
pub const UP: RGBAColor = hex(0x0F62AC);
/// What fell, or the second of two.
pub const DOWN: RGBAColor = hex(0xB4500B);

/// Steps of the heat map, from alike least to alike most.
pub const RAMP: [RGBAColor; 9] = [
    hex(0xF5F9FC),
    hex(0xE2EEF7),
    hex(0xCBE0F0),
    hex(0xABCFE6),
    hex(0x82B8DA),
    hex(0x579DCA),
    hex(0x2C76AD),
    hex(0x18609F),
    hex(0x08417A),
];

/// Step of the ramp from which on a text takes the color of the ground: below it ink, on either ground with a contrast of at
/// least 4.5 to 1.
pub const DARK_FROM: usize = 6;

/// Each color on a light ground and what stands for it on a dark one: what was darkest is brightest, and the two hues
/// keep a contrast of at least 4.5 to 1.
pub const DARK: [(RGBAColor, RGBAColor); 18] = [
    (WHITE, hex(0x14171B)),
    (INK, hex(0xE6E9ED)),
    (GRAY, hex(0xA4ADB8)),
    (MIST, hex(0x626C77)),
    (GRID, hex(0x2F363E)),
    (BEHIND, hex(0x414A54)),
    (FAINT, hex(0x1F242A)),
    (UP, hex(0x62AEF2)),
    (DOWN, hex(0xF0924F)),
    (RAMP[0], hex(0x18212A)),
    (RAMP[1], hex(0x1B2D3E)),
    (RAMP[2], hex(0x1F3B54)),
    (RAMP[3], hex(0x234B6D)),
    (RAMP[4], hex(0x2A5D88)),
    (RAMP[5], hex(0x2E6C9C)),
    (RAMP[6], hex(0x74ADDB)),
    (RAMP[7], hex(0xA2CBEB)),
    (RAMP[8], hex(0xD0E6F7)),
];

/// The same color, less opaque.
pub fn faded(color: RGBAColor, opacity: f64) -> RGBAColor {
    RGBAColor(color.0, color.1, color.2, opacity)
}

/// Size, weight and color of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    /// Size of the em in points.
    pub size: f64,
    pub bold: bool,
    pub color: RGBAColor,
}

impl Face {
    /// The same face in another color.
    pub fn colored(self, color: RGBAColor) -> Self {
        Self { color, ..self }
    }

    /// The same face in bold.
    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// Distance from one baseline to the next in points.
    pub fn leading(self) -> f64 {
        self.size * 1.3
    }
}

pub const TITLE: Face = Face { size: 22.0, bold: true, color: INK };
pub const SUBTITLE: Face = Face { size: 14.0, bold: false, color: GRAY };
pub const HEADING: Face = Face { size: 13.0, bold: true, color: INK };
pub const LABEL: Face = Face { size: 12.0, bold: false, color: INK };
pub const TICK: Face = Face { size: 11.0, bold: false, color: GRAY };
pub const SMALL: Face = Face { size: 10.0, bold: false, color: GRAY };
