//! From values to places on the page, and the few values worth a tick.

use jiff::civil::{Date, date};

/// A straight map from values to points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Maps `low..high` to `from..to`; an empty or senseless span of values is widened, so that nothing divides by zero.
    pub fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Self {
        let low = if low.is_finite() { low } else { 0.0 };
        let high = if high.is_finite() && high > low { high } else { low + 1.0 };
        Self { low, high, from, to }
    }

    /// The place of a value, held within the span.
    pub fn at(&self, value: f64) -> f64 {
        let value = if value.is_nan() { self.low } else { value.clamp(self.low, self.high) };
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// First and last value.
    pub fn span(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

/// Most ticks of an axis, and the largest logarithm of a number to either side.
const MOST_TICKS: usize = 64;
const FARTHEST: f64 = 1100.0;

/// A value with its label.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    pub value: f64,
    pub label: String,
}

/// Round values from 0 or below to the first at or above `high`: at most about `most`.
pub fn linear_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let span = if high > low && (high - low).is_finite() { high - low } else { 1.0 };
    let step = round_step(span / most.max(1) as f64);
    let decimals = (-libm::floor(libm::log10(step) + 1e-9)).max(0.0) as usize;
    let decimals = if (step * libm::pow(10.0, decimals as f64)).fract() > 1e-6 { decimals + 1 } else { decimals };
    let (first, last) = (libm::floor(low / step + 1e-9), libm::ceil((low + span) / step - 1e-9));
    // A number that is none of ours may leave a step that the span cannot count: so many ticks are enough for any axis.
    (0..=((last - first) as usize).min(MOST_TICKS))
        .map(|index| (first + index as f64) * step)
        .map(|value| Tick { value, label: format!("{:.decimals$}", value + 0.0) })
        .collect()
}

/// The least of 1, 2, 5 times a power of ten that is not below `step`.
fn round_step(step: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(step)));
    [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power).into_iter().find(|&round| round >= step * 0.999).unwrap_or(step)
}

/// Whole powers of two between two log2 values as factors: 1/8×, 1×, 8×. 0 is always among them if it lies between.
pub fn factor_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    // Further changes than a number holds are none.
    let (low, high) = (low.clamp(-FARTHEST, FARTHEST), high.clamp(-FARTHEST, FARTHEST));
    let step = (1..=1024).find(|step| (high - low) / f64::from(*step) <= most as f64).unwrap_or(1024);
    let first = libm::ceil(low / f64::from(step)) as i64;
    let last = libm::floor(high / f64::from(step)) as i64;
    (first..=last)
        .map(|index| index as f64 * f64::from(step))
        .map(|value| Tick { value, label: factor_label(value) })
        .collect()
}

fn factor_label(log2: f64) -> String {
    let factor = super::format::count(libm::exp2(log2.abs()).round().min(1e18) as u64);
    if log2 < 0.0 { format!("1/{factor}×") } else { format!("{factor}×") }
}

/// Powers of ten between two log10 values, with 2 and 5 in between where there is room.
pub fn log_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let digits: &[f64] = match (high - low) * 3.0 {
        marks if marks <= most as f64 => &[1.0, 2.0, 5.0],
        _ => &[1.0],
    };
    let (low, high) = (low.clamp(-FARTHEST, FARTHEST), high.clamp(-FARTHEST, FARTHEST));
    let every = ((high - low) / most.max(1) as f64).ceil().max(1.0) as usize;
    let powers = (libm::floor(low) as i32..=libm::ceil(high) as i32).step_by(every);
    powers
        .flat_map(|power| digits.iter().map(move |digit| digit * libm::pow(10.0, f64::from(power))))
        .map(|rate| Tick { value: libm::log10(rate), label: super::format::rate(rate) })
        .filter(|tick| tick.value >= low - 1e-9 && tick.value <= high + 1e-9)
        .collect()
}

/// Days since 1970-01-01 of an ISO day.
pub fn day_of(iso: &str) -> Option<f64> {
    let day: Date = iso.parse().ok()?;
    Some(days(day))
}

fn days(day: Date) -> f64 {
    let since = day.since((jiff::Unit::Day, date(1970, 1, 1)));
    since.map_or(0.0, |span| f64::from(span.get_days()))
}

fn date_of(day: f64) -> Date {
    let span = jiff::Span::new().try_days(day.clamp(-700_000.0, 2_900_000.0) as i64);
    span.ok().and_then(|span| date(1970, 1, 1).checked_add(span).ok()).unwrap_or(date(1970, 1, 1))
}

/// Steps of time axes in months: months, quarters, half years, years, ... centuries.
const MONTH_STEPS: [i32; 11] = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000];

/// Beginnings of months, years or decades between two days, at most `most`; days where the span is short.
pub fn time_ticks(first: f64, last: f64, most: usize) -> Vec<Tick> {
    let most = most.max(2) as f64;
    let months = (last - first) / 30.437;
    if months < 1.6 {
        return day_ticks(first, last, most);
    }
    let step = MONTH_STEPS.into_iter().find(|step| months / f64::from(*step) <= most).unwrap_or(6000);
    let start = date_of(first);
    let start = (i32::from(start.year()) * 12 + i32::from(start.month()) - 1).div_euclid(step) * step;
    (0..)
        .map(|index| start + index * step)
        .map_while(|month| month_start(month).map(|day| (month, day)))
        .take_while(|(_, day)| *day <= last)
        .filter(|(_, day)| *day >= first)
        .map(|(month, day)| Tick { value: day, label: month_label(month, step) })
        .collect()
}

/// First day of a month counted from the year 0; nothing beyond the calendar.
fn month_start(month: i32) -> Option<f64> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    Date::new(year, month.rem_euclid(12) as i8 + 1, 1).ok().map(days)
}

/// Names of the months on axes and in titles.
pub const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month_label(month: i32, step: i32) -> String {
    let (year, name) = (month.div_euclid(12), MONTHS[month.rem_euclid(12) as usize]);
    if step >= 12 { year.to_string() } else { format!("{name} {year}") }
}

fn day_ticks(first: f64, last: f64, most: f64) -> Vec<Tick> {
    let step = [1.0, 2.0, 7.0, 14.0].into_iter().find(|step| (last - first) / step <= most).unwrap_or(28.0);
    let count = ((last - first) / step).clamp(0.0, 64.0) as usize;
    (0..=count)
        .map(|index| first.ceil() + index as f64 * step)
        .filter(|day| *day <= last)
        .map(|day| Tick { value: day, label: super::format::day(date_of(day)) })
        .collect()
}

/// A month in words: "Oct 2023".
pub fn month_name(day: Date) -> String {
    format!("{} {}", MONTHS[(day.month() - 1).clamp(0, 11) as usize], day.year())
}

/// A day in words: "24 Oct 2023".
pub fn day_label(day: Date) -> String {
    format!("{} {} {}", day.day(), MONTHS[(day.month() - 1).clamp(0, 11) as usize], day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: Vec<Tick>) -> String {
        ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(labels(linear_ticks(0.0, 9.3, 5)), "0 2 4 6 8 10");
        assert_eq!(labels(linear_ticks(0.0, 0.043, 4)), "0.00 0.02 0.04 0.06");
        assert_eq!(labels(linear_ticks(0.0, 0.0, 2)), "0.0 0.5 1.0");
        assert_eq!(labels(factor_ticks(-3.2, 2.9, 8)), "1/8× 1/4× 1/2× 1× 2× 4×");
        assert_eq!(labels(log_ticks(-1.2, 1.1, 9)), "0.1 0.2 0.5 1 2 5 10");
        assert_eq!(labels(log_ticks(-3.0, 2.0, 9)), "0.001 0.01 0.1 1 10 100");
    }

    #[test]
    fn time_ticks_begin_years_and_months() {
        let (first, last) = (day_of("2018-03-01").unwrap(), day_of("2026-06-30").unwrap());
        assert_eq!(labels(time_ticks(first, last, 9)), "2019 2020 2021 2022 2023 2024 2025 2026");
        assert_eq!(labels(time_ticks(first, last, 5)), "2020 2022 2024 2026");
        let last = day_of("2018-12-30").unwrap();
        assert_eq!(labels(time_ticks(first, last, 5)), "Apr 2018 Jul 2018 Oct 2018");
        let last = day_of("2018-03-09").unwrap();
        assert_eq!(labels(time_ticks(first, last, 5)), "1 Mar 2018 3 Mar 2018 5 Mar 2018 7 Mar 2018 9 Mar 2018");
    }

    #[test]
    fn a_span_of_nothing_still_maps() {
        let scale = Scale::new((3.0, 3.0), (0.0, 100.0));
        assert_eq!(scale.at(3.0), 0.0);
        assert!(Scale::new((f64::NAN, f64::INFINITY), (0.0, 1.0)).at(f64::NAN).is_finite());
    }
}
