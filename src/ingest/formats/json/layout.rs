//! How a JSON file holds its documents, told from one pass over it that keeps only a sample.

use super::scan::{Raw, Scan};
use serde_json::{Map, Value};

/// Values of each column that are kept to tell what it holds, and bytes of them.
const SAMPLE: usize = 50;
const SAMPLE_BYTES: usize = 1 << 20;

/// How the documents lie.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Layout {
    /// One object after another, with or without brackets around them.
    Records,
    /// An array of objects under this key.
    Inside(String),
    /// An array of rows under this key, whose fields have these names, as `to_json(orient="split")` writes it.
    Rows(String, Vec<String>),
    /// Objects under names of their own.
    Named,
    /// One array or object of values a column; the first values of each.
    Columns(Vec<(String, Vec<String>)>),
    /// The file is one document.
    One,
}

/// What stands under one key of the object.
struct Member {
    key: String,
    kind: Kind,
    count: usize,
    /// The names of the first values, where they have names.
    numbered: bool,
    first: Vec<Value>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Array,
    Object,
    Scalar,
}

/// Tells how the documents lie.
pub(super) fn tell(scan: &mut Scan) -> Layout {
    if !scan.skip(b'{') {
        return Layout::Records;
    }
    let mut members = Vec::new();
    while let Some(key) = scan.key(SAMPLE_BYTES) {
        members.push(member(scan, key));
    }
    scan.skip(b'}');
    scan.skip(b',');
    if scan.peek() == Some(b'{') { Layout::Records } else { of(members) }
}

fn member(scan: &mut Scan, key: String) -> Member {
    scan.skip(b':');
    let (kind, close) = match scan.peek() {
        Some(b'[') => (Kind::Array, b']'),
        Some(b'{') => (Kind::Object, b'}'),
        _ => (Kind::Scalar, b'}'),
    };
    let mut member = Member { key, kind, count: 0, numbered: true, first: Vec::new() };
    if kind == Kind::Scalar {
        scan.value(0);
        return member;
    }
    scan.skip(if kind == Kind::Array { b'[' } else { b'{' });
    let mut bytes = 0;
    loop {
        if kind == Kind::Object {
            let Some(name) = scan.key(SAMPLE_BYTES) else { break };
            member.numbered &= name.bytes().all(|byte| byte.is_ascii_digit());
        }
        let keep = member.first.len() < SAMPLE && bytes < SAMPLE_BYTES;
        let Some(raw) = scan.value(if keep { SAMPLE_BYTES } else { 0 }) else { break };
        member.count += 1;
        if let (true, Raw::Bytes(raw)) = (keep, raw) {
            bytes += raw.len();
            member.first.extend(serde_json::from_slice::<Value>(&raw));
        }
    }
    scan.skip(close);
    member
}

fn of(members: Vec<Member>) -> Layout {
    let holds = |member: &Member, is: fn(&Value) -> bool| member.first.first().is_some_and(is);
    let arrays = || members.iter().filter(|member| member.kind == Kind::Array);
    let largest =
        |is: fn(&Value) -> bool| arrays().filter(|member| holds(member, is)).max_by_key(|member| member.count);
    if let Some(records) = largest(Value::is_object) {
        return Layout::Inside(records.key.clone());
    }
    let names = members.iter().find(|member| member.key == "columns");
    if let (Some(rows), Some(names)) = (largest(Value::is_array), names) {
        let names = names.first.iter().map(super::super::lines::text).collect();
        return Layout::Rows(rows.key.clone(), names);
    }
    let columns = |member: &&Member| {
        let listed = member.kind == Kind::Array || (member.kind == Kind::Object && member.numbered);
        listed && member.count > 0 && !holds(member, |value| value.is_object() || value.is_array())
    };
    let rows = members.iter().filter(columns).map(|member| member.count).max().unwrap_or(0);
    let whole: Vec<&Member> = members.iter().filter(columns).filter(|member| member.count == rows).collect();
    // Tags of a single article are an array, too; a table has no single values and at least two columns or rows.
    let scalars = members.iter().any(|member| member.kind == Kind::Scalar);
    if !scalars && !whole.is_empty() && (whole.len() > 1 || rows > 1) {
        let sample = |member: &Member| member.first.iter().map(super::super::lines::text).collect();
        return Layout::Columns(whole.iter().map(|member| (member.key.clone(), sample(member))).collect());
    }
    let objects = members.iter().all(|member| member.kind == Kind::Object && !member.numbered);
    if objects && members.len() > 1 { Layout::Named } else { Layout::One }
}

/// The fields of a row as an object.
pub(super) fn named(names: &[String], row: Value) -> Option<Map<String, Value>> {
    let Value::Array(values) = row else { return None };
    Some(names.iter().cloned().zip(values).collect())
}
