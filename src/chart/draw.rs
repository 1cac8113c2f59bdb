//! The canvas: a list of marks in points, drawn by plotters and finished as one SVG.
//!
//! Plotters' SVG backend writes one element a mark, in order, so the finishing pass can pair each line with its mark and
//! add what plotters cannot write: names, tooltips, one path for many cells.

use super::measure::{plain, shorten, width};
use super::style::{self, Face, PIXELS, WIDTH};
use crate::error::{Error, Result};
use crate::legible::{self, isolated};
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, DrawingArea, FontDesc, FontFamily, FontStyle, IntoDrawingArea, PathElement, Polygon, RGBAColor, Rectangle,
    SVGBackend, ShapeStyle, Text,
};
use plotters::style::Color;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::fmt::Write;

/// A place on the page in points from the upper left corner.
pub type Point = (f64, f64);

/// Which end of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// An upright rectangle in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    /// From two opposite corners, in any order.
    pub fn of(a: Point, b: Point) -> Self {
        Self { left: a.0.min(b.0), top: a.1.min(b.1), right: a.0.max(b.0), bottom: a.1.max(b.1) }
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

enum Shape {
    Path { points: Vec<Point>, width: f64, color: RGBAColor, dash: Option<Dash> },
    Polygon { points: Vec<Point>, color: RGBAColor },
    Circle { center: Point, radius: f64, style: ShapeStyle },
    Cells { boxes: Vec<Area>, color: RGBAColor },
    Facets { outlines: Vec<Vec<Point>>, color: RGBAColor },
    Text { text: String, at: Point, face: Face, anchor: Anchor },
}

/// How a line is broken: lengths of a stroke and of the gap after it, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dash(f64, f64);

/// What holds.
pub const DASHED: Dash = Dash(3.0, 3.0);
/// What may be: fainter than a dashed line.
pub const DOTTED: Dash = Dash(1.0, 4.0);

struct Mark {
    shape: Shape,
    tag: Option<Tag>,
}

/// What a mark says besides its shape.
struct Tag {
    /// What it stands for ("document").
    kind: &'static str,
    /// What a pointer over it says.
    tip: String,
    /// What passages and tables show of it: "theme: trade", "term: tariff", "document: 12.txt".
    shows: Option<String>,
}

/// Characters of a tooltip: more is no tip.
const MOST_TIP: usize = 500;

/// Marks in the order in which they are drawn, and the places that labels must keep free.
#[derive(Default)]
pub struct Canvas {
    marks: Vec<Mark>,
    taken: Vec<Area>,
}

/// What stands in the SVG besides the marks.
pub struct Caption<'a> {
    pub name: &'a str,
    pub title: &'a str,
    pub description: &'a str,
}

impl Canvas {
    fn push(&mut self, shape: Shape) -> &mut Self {
        self.marks.push(Mark { shape, tag: None });
        self
    }

    /// Says what the last mark stands for: its kind, which becomes part of its id, and its tooltip.
    pub fn tag(&mut self, kind: &'static str, tip: impl Into<String>) -> &mut Self {
        if let Some(mark) = self.marks.last_mut() {
            let tip = legible::clip(&plain(&tip.into()), MOST_TIP).into_owned();
            mark.tag = Some(Tag { kind, tip, shows: None });
        }
        self
    }

    /// Says what the last mark, which has a tag, is about, so that a page can lead from it to the evidence.
    pub fn shows(&mut self, what: String) -> &mut Self {
        if let Some(tag) = self.marks.last_mut().and_then(|mark| mark.tag.as_mut()) {
            tag.shows = Some(plain(&what));
        }
        self
    }

    /// A line through points; nothing for fewer than two.
    pub fn path(&mut self, points: &[Point], width: f64, color: RGBAColor) -> &mut Self {
        if points.len() < 2 {
            return self;
        }
        self.push(Shape::Path { points: points.to_vec(), width, color, dash: None })
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, width: f64, color: RGBAColor) -> &mut Self {
        self.path(&[from, to], width, color)
    }

    /// A broken straight line.
    pub fn broken(&mut self, (from, to): (Point, Point), dash: Dash, (width, color): (f64, RGBAColor)) -> &mut Self {
        self.push(Shape::Path { points: vec![from, to], width, color, dash: Some(dash) })
    }

    /// Arrowheads of one color as one mark: what they stand on goes on beyond the edge, upwards or downwards.
    pub fn arrows(&mut self, tips: &[(Point, bool)], color: RGBAColor) -> &mut Self {
        let head = |&((x, y), up): &(Point, bool)| {
            let base = if up { y + 5.0 } else { y - 5.0 };
            vec![(x - 2.75, base), (x + 2.75, base), (x, y)]
        };
        self.facets(tips.iter().map(head).collect(), color)
    }

    /// A filled polygon; nothing for fewer than three points.
    pub fn polygon(&mut self, points: Vec<Point>, color: RGBAColor) -> &mut Self {
        if points.len() < 3 {
            return self;
        }
        self.push(Shape::Polygon { points, color })
    }

    /// A filled circle.
    pub fn dot(&mut self, center: Point, radius: f64, color: RGBAColor) -> &mut Self {
        self.push(Shape::Circle { center, radius, style: color.filled() })
    }

    /// A circle with a white inside.
    pub fn ring(&mut self, center: Point, radius: f64, color: RGBAColor) -> &mut Self {
        let style = color.stroke_width((1.5 * PIXELS) as u32);
        self.dot(center, radius, style::WHITE).push(Shape::Circle { center, radius, style })
    }

    /// The outline of a circle.
    pub fn circle(&mut self, center: Point, radius: f64, width: f64, color: RGBAColor) -> &mut Self {
        let style = color.stroke_width(stroke(width));
        self.push(Shape::Circle { center, radius, style })
    }

    /// Polygons of one color as one mark; nothing for none.
    pub fn facets(&mut self, outlines: Vec<Vec<Point>>, color: RGBAColor) -> &mut Self {
        if outlines.is_empty() {
            return self;
        }
        self.push(Shape::Facets { outlines, color })
    }

    /// A triangle with a white inside that points up or down: the true value lies beyond.
    pub fn triangle(&mut self, center: Point, radius: f64, up: bool, color: RGBAColor) -> &mut Self {
        let tip = if up { -radius } else { radius };
        let base = center.1 - tip * 0.7;
        let corners = vec![(center.0 - radius, base), (center.0 + radius, base), (center.0, center.1 + tip)];
        let mut outline = corners.clone();
        outline.extend([corners[0], corners[1]]);
        self.polygon(corners, style::WHITE).path(&outline, 1.5, color)
    }

    /// A filled rectangle.
    pub fn rect(&mut self, area: Area, color: RGBAColor) -> &mut Self {
        self.cells(vec![area], color)
    }

    /// Rectangles of one color as one mark; nothing for none.
    pub fn cells(&mut self, boxes: Vec<Area>, color: RGBAColor) -> &mut Self {
        if boxes.is_empty() {
            return self;
        }
        self.push(Shape::Cells { boxes, color })
    }

    /// A text whose baseline stands at a place.
    pub fn text(&mut self, text: &str, at: Point, face: Face, anchor: Anchor) -> &mut Self {
        let text = plain(text);
        if text.is_empty() {
            return self;
        }
        self.taken.push(text_area(&text, at, face, anchor));
        self.push(Shape::Text { text: isolated(&text).into_owned(), at, face, anchor })
    }

    /// A name, or as much of it as fits: then a pointer over it says the whole.
    pub fn label(&mut self, name: &str, (at, face, anchor): (Point, Face, Anchor), room: f64) -> &mut Self {
        let short = shorten(name, face, room);
        let cut = short != plain(name);
        self.text(&short, at, face, anchor);
        if cut { self.tag("name", name) } else { self }
    }

    /// Keeps a place free of labels that are placed later.
    pub fn block(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Keeps a line free of labels that are placed later.
    pub fn block_path(&mut self, points: &[Point]) {
        for pair in points.windows(2) {
            let ((x, y), (dx, dy)) = (pair[0], (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1));
            let count = (libm::hypot(dx, dy) / 4.0).ceil().clamp(1.0, 400.0);
            for index in 0..=count as usize {
                let (x, y) = (x + dx * index as f64 / count, y + dy * index as f64 / count);
                self.block(Area::of((x - 1.5, y - 1.5), (x + 1.5, y + 1.5)));
            }
        }
    }

    /// Whether a line from a mark to its label passes nothing that is there, from where it leaves the mark.
    pub fn reaches(&self, from: Point, to: Point) -> bool {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let long = libm::hypot(dx, dy).max(1.0);
        let free = |step: usize| {
            let share = (6.0 + 2.0 * step as f64) / long;
            let (x, y) = (from.0 + share * dx, from.1 + share * dy);
            share >= 1.0 || !self.taken.iter().any(|taken| taken.meets(&Area::of((x, y), (x + 1.0, y + 1.0))))
        };
        (0..(long / 2.0) as usize).all(free)
    }

    /// The parts of a line that meet no text.
    pub fn free_runs(&self, points: &[Point]) -> Vec<Vec<Point>> {
        let texts: Vec<Area> = self
            .marks
            .iter()
            .filter_map(|mark| match &mark.shape {
                Shape::Text { text, at, face, anchor } => Some(text_area(text, *at, *face, *anchor)),
                _ => None,
            })
            .collect();
        let free = |pair: &[Point]| {
            let step = Area::of(pair[0], pair[1]);
            !texts.iter().any(|text| text.meets(&step))
        };
        let mut runs: Vec<Vec<Point>> = Vec::new();
        let mut open = false;
        for pair in points.windows(2) {
            let goes_on = free(pair);
            match runs.last_mut().filter(|_| open && goes_on) {
                Some(run) => run.push(pair[1]),
                None if goes_on => runs.push(pair.to_vec()),
                None => {}
            }
            open = goes_on;
        }
        runs
    }

    /// Writes a text at the first of the given places where it meets no other text, no blocked place and no edge of
    /// `bounds`. Returns whether there was one.
    pub fn place(&mut self, text: &str, places: &[(Point, Anchor)], face: Face, bounds: Area) -> bool {
        self.place_at(text, places, face, bounds).is_some()
    }

    /// As `place`; returns which of the places it was.
    pub fn place_at(
        &mut self,
        text: &str,
        places: &[(Point, Anchor)],
        face: Face,
        bounds: Area,
    ) -> Option<(Point, Anchor)> {
        let text = plain(text);
        let free = places.iter().find(|(at, anchor)| {
            let area = text_area(&text, *at, face, *anchor);
            let inside = area.left >= bounds.left
                && area.right <= bounds.right
                && area.top >= bounds.top
                && area.bottom <= bounds.bottom;
            inside && !self.taken.iter().any(|taken| taken.meets(&area))
        });
        let free = free.copied();
        if let Some((at, anchor)) = free {
            self.text(&text, at, face, anchor);
        }
        free
    }

    /// The drawing as SVG, `height` points high. Same marks, same bytes.
    pub fn svg(&self, height: f64, caption: &Caption) -> Result<String> {
        let fault = |what: String| Error::Chart { chart: caption.name.to_owned(), what };
        let (wide, high) = ((WIDTH * PIXELS) as u32, (height.clamp(1.0, 20_000.0) * PIXELS) as u32);
        let mut raw = String::new();
        {
            let area = SVGBackend::with_string(&mut raw, (wide, high)).into_drawing_area();
            let page = Area { left: 0.0, top: 0.0, right: WIDTH, bottom: f64::from(high) / PIXELS };
            let ground = Shape::Cells { boxes: vec![page], color: style::WHITE };
            draw(&area, &ground).map_err(|cause| fault(cause.to_string()))?;
            for mark in &self.marks {
                draw(&area, &mark.shape).map_err(|cause| fault(cause.to_string()))?;
            }
            area.present().map_err(|cause| fault(cause.to_string()))?;
        }
        Ok(self.finish(&raw, (wide, high), caption))
    }

    /// Rewrites what plotters wrote: a header with real size, font and texts for readers; ids and tooltips on marks.
    fn finish(&self, raw: &str, size: (u32, u32), caption: &Caption) -> String {
        let mut lines = raw.lines().skip(1);
        let mut svg = header(size, caption);
        push_line(&mut svg, lines.next().unwrap_or_default());
        let mut serial = 0;
        for mark in &self.marks {
            match &mark.shape {
                Shape::Cells { boxes, color } if boxes.len() > 1 => {
                    lines.by_ref().take(boxes.len()).for_each(drop);
                    svg.push_str(&cells_path(boxes, *color));
                }
                Shape::Facets { outlines, color } => {
                    lines.by_ref().take(outlines.len()).for_each(drop);
                    svg.push_str(&facets_path(outlines, *color));
                }
                Shape::Text { .. } => {
                    let whole: String = lines.by_ref().take(3).collect();
                    push_line(&mut svg, &whole);
                }
                Shape::Path { dash: Some(Dash(stroke, gap)), .. } => {
                    let dashes = format!(" stroke-dasharray=\"{} {}\"/>", stroke * PIXELS, gap * PIXELS);
                    let line = lines.next().unwrap_or_default().trim_end_matches("/>").trim_end_matches('"');
                    push_line(&mut svg, &format!("{}\"{dashes}", line.trim_end()));
                }
                _ => push_line(&mut svg, lines.next().unwrap_or_default()),
            }
            if let Some(tag) = &mark.tag {
                serial += 1;
                attach(&mut svg, &format!("{}-{}-{serial}", caption.name, tag.kind), tag);
            }
        }
        svg.push_str("</svg>\n");
        // As references, for nobody sees these two in a text: what a reader of the file finds is ours.
        svg.replace(legible::ISOLATE, "&#8296;").replace(legible::END_ISOLATE, "&#8297;")
    }
}

/// The opening of the SVG: plotters' pixels in `viewBox`, the real size in points.
fn header((wide, high): (u32, u32), caption: &Caption) -> String {
    let (name, title, description) = (
        escape(caption.name),
        escape(&isolated(&plain(caption.title))),
        escape(&isolated(&plain(caption.description))),
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{}\" height=\"{}\" \
         role=\"img\" aria-labelledby=\"{name}-title {name}-desc\" font-family=\"{}\" stroke-linejoin=\"round\">\n\
         <title id=\"{name}-title\">{title}</title>\n<desc id=\"{name}-desc\">{description}</desc>\n",
        f64::from(wide) / PIXELS,
        f64::from(high) / PIXELS,
        style::FAMILIES,
    )
}

/// Adds an element without the attributes that say what is so anyway. Text cannot be hit: its quotes are escaped.
fn push_line(svg: &mut String, line: &str) {
    let mut line = line.to_owned();
    for needless in [
        " opacity=\"1\"",
        " font-family=\"Noto Sans\"",
        " dy=\"-0.5ex\"",
        " stroke=\"none\"",
        " stroke-width=\"1\"",
        " text-anchor=\"start\"",
    ] {
        line = line.replace(needless, "");
    }
    svg.push_str(&line.replace(" \"/>", "\"/>"));
    svg.push('\n');
}

/// Turns the last element into one with an id and a tooltip; a text gets its tooltip alone.
fn attach(svg: &mut String, id: &str, tag: &Tag) {
    if let Some(text) = svg.strip_suffix("</text>\n").map(str::len) {
        svg.truncate(text);
        let _ = writeln!(svg, "<title>{}</title></text>", escape(&isolated(&tag.tip)));
        return;
    }
    let Some(element) = svg.strip_suffix("/>\n").map(str::len) else { return };
    let name = svg[..element].rfind('<').map_or("", |start| &svg[start + 1..element]);
    let name = name.split(' ').next().unwrap_or_default().to_owned();
    svg.truncate(element);
    let shows = tag.shows.as_ref().map_or_else(String::new, |what| format!(" data-shows=\"{}\"", escape(what)));
    let _ = writeln!(svg, " id=\"{}\"{shows}><title>{}</title></{name}>", escape(id), escape(&isolated(&tag.tip)));
}

/// Many rectangles as one path: a tenth of the bytes.
fn cells_path(boxes: &[Area], color: RGBAColor) -> String {
    let mut path = String::new();
    for cell in boxes {
        let ((left, top), (right, bottom)) = (pixel((cell.left, cell.top)), pixel((cell.right, cell.bottom)));
        let _ = write!(path, "M{left} {top}h{}v{}h{}z", right - left, bottom - top, left - right);
    }
    path_of(&path, color)
}

/// Many polygons as one path.
fn facets_path(outlines: &[Vec<Point>], color: RGBAColor) -> String {
    let mut path = String::new();
    for outline in outlines {
        for (index, (x, y)) in pixels(outline).into_iter().enumerate() {
            let _ = write!(path, "{}{x} {y}", if index == 0 { 'M' } else { 'L' });
        }
        path.push('z');
    }
    path_of(&path, color)
}

fn path_of(path: &str, color: RGBAColor) -> String {
    let RGBAColor(red, green, blue, opacity) = color;
    let faded = if opacity < 1.0 { format!(" opacity=\"{opacity}\"") } else { String::new() };
    format!("<path fill=\"#{red:02X}{green:02X}{blue:02X}\"{faded} d=\"{path}\"/>\n")
}

type Page<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = std::result::Result<(), plotters::drawing::DrawingAreaErrorKind<std::io::Error>>;

fn draw(page: &Page, shape: &Shape) -> Drawn {
    match shape {
        Shape::Path { points, width, color, .. } => {
            let style = color.stroke_width(stroke(*width));
            page.draw(&PathElement::new(pixels(points), style))
        }
        Shape::Polygon { points, color } => page.draw(&Polygon::new(pixels(points), color.filled())),
        Shape::Circle { center, radius, style } => page.draw(&Circle::new(pixel(*center), stroke(*radius), *style)),
        Shape::Cells { boxes, color } => boxes.iter().try_for_each(|cell| {
            let corners = [pixel((cell.left, cell.top)), pixel((cell.right, cell.bottom))];
            page.draw(&Rectangle::new(corners, color.filled()))
        }),
        Shape::Facets { outlines, color } => {
            outlines.iter().try_for_each(|outline| page.draw(&Polygon::new(pixels(outline), color.filled())))
        }
        Shape::Text { text, at, face, anchor } => draw_text(page, text, *at, (*face, *anchor)),
    }
}

fn draw_text(page: &Page, text: &str, at: Point, (face, anchor): (Face, Anchor)) -> Drawn {
    let slant = if face.bold { FontStyle::Bold } else { FontStyle::Normal };
    // Plotters divides the size by 1.24 before it writes it.
    let font = FontDesc::new(FontFamily::Name(style::FAMILY), face.size * PIXELS * 1.24, slant);
    let side = match anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let style = font.color(&face.color).pos(Pos::new(side, VPos::Bottom));
    page.draw(&Text::new(text.to_owned(), pixel(at), style))
}

/// The box that a text fills, with a hair of room around it.
fn text_area(text: &str, at: Point, face: Face, anchor: Anchor) -> Area {
    let wide = width(text, face);
    let left = match anchor {
        Anchor::Start => at.0,
        Anchor::Middle => at.0 - wide / 2.0,
        Anchor::End => at.0 - wide,
    };
    Area { left, top: at.1 - face.size * 0.8, right: left + wide, bottom: at.1 + face.size * 0.25 }
}

/// Whole pixels; what is no number becomes 0 and what lies far off the page is brought near it.
fn pixel(point: Point) -> (i32, i32) {
    let whole = |value: f64| (value * PIXELS).round().clamp(-1e6, 1e6) as i32;
    (whole(point.0), whole(point.1))
}

fn pixels(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().copied().map(pixel).collect()
}

fn stroke(width: f64) -> u32 {
    (width * PIXELS).round().clamp(1.0, 10_000.0) as u32
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
