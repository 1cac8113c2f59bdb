//! A proposal as a commented settings file, for people to look through and change.

use super::files;
use crate::config::{InputOptions, ThemeSpec};
use crate::drift::inspection::Proposal;
use crate::drift::wording::one_line;
use crate::error::{Error, Result};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes a proposal to `path`, whole or not at all. A file that is there is replaced only with `force`.
///
/// # Errors
/// `Setting` when a file is there, `Io` when it cannot be written.
pub fn write_settings(path: &Path, proposal: &Proposal, force: bool) -> Result<PathBuf> {
    write_new(path, &settings_text(proposal), force)
}

/// Writes a settings file as [`write_settings`] does.
pub(super) fn write_new(path: &Path, text: &str, force: bool) -> Result<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let io = |cause: std::io::Error| Error::io("write", path, cause);
    let mut file = files::temporary(folder).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)?;
    let there = |cause: std::io::Error| match cause.kind() {
        std::io::ErrorKind::AlreadyExists => {
            let hint = "look through it, or replace it with --force";
            Error::setting(path.display().to_string(), "there is a settings file already", hint)
        }
        _ => io(cause),
    };
    match force {
        true => file.persist(path).map_err(|fault| io(fault.error))?,
        false => file.persist_noclobber(path).map_err(|fault| there(fault.error))?,
    };
    Ok(path.to_owned())
}

/// The text of the file: each setting with what it is for and why it is proposed.
fn settings_text(proposal: &Proposal) -> String {
    let title = value(&proposal.title);
    let mut text = format!(
        "# Settings of driftline for {}: {} documents, {} of them dated.\n\
         # Proposed from the material; change what you know better. `driftline inspect` says what was read.\n\n\
         title = {title}\n\n\
         # Width of a period: day, week, month, quarter, year, decade, or auto, which takes {} here.\n\
         period = \"auto\"\n\
         # from = \"2020-01-01\"\n# to = \"2024-12-31\"\n\n",
        one_line(&proposal.title),
        proposal.documents,
        proposal.dated,
        proposal.period,
    );
    text.push_str(&columns(&proposal.columns));
    text.push_str(&format!("# Dates were found in: {}.\n\n", proposal.evidence));
    text.push_str(&format!(
        "[words]\n# Most documents are in this language.\nlanguage = {}\n\
         # Documents in another language: \"drop\" lists them and leaves them out, \"keep\" counts them.\n\
         other_languages = \"drop\"\n\n\
         [clean]\n# Take out lines, leads and feet that recur word for word across the documents of a source.\n\
         boilerplate = true\n# Count copies and near copies of a story once.\nduplicates = true\n\n",
        value(&proposal.language)
    ));
    text.push_str(&themes(&proposal.themes));
    text
}

/// The columns of a table as they are found, or an example.
fn columns(columns: &InputOptions) -> String {
    let mut text = String::from("[input]\n");
    let found = [
        ("text", &columns.text),
        ("date", &columns.date),
        ("title", &columns.title),
        ("source", &columns.source),
        ("id", &columns.id),
    ];
    text.push_str(match columns.text {
        Some(_) => "# Columns of the table (keys of JSON), found by name and content.\n",
        None => "# Columns of tables (keys of JSON) are found by name and content; these name them:\n",
    });
    for (name, column) in found {
        match column {
            Some(column) => text.push_str(&format!("{name} = {}\n", value(column))),
            None => text.push_str(&format!("# {name} = \"...\"\n")),
        }
    }
    text
}

/// The themes, marked as proposals.
fn themes(themes: &[ThemeSpec]) -> String {
    let mut text = String::from(
        "# Themes: words, phrases, wildcards (mineral*), exclusions (!trade union), words taken as written (=AIDS).\n\
         # British and American spelling are one.\n\
         # Each group below is only a PROPOSAL: phrases that stand in the same documents. Look through them before you read\n\
         # any result: rename, merge, cut and add, from what you want to know and not from what rises.\n",
    );
    if themes.is_empty() {
        text.push_str(
            "# No phrases go together here, so none is proposed:\n# [[theme]]\n# name = \"...\"\n# words = [\"...\"]\n",
        );
    }
    text.push_str(&themes_text(themes));
    if let [first, second, ..] = themes {
        let (first, second) = (value(&first.name), value(&second.name));
        text.push_str(&format!(
            "\n# Two themes set against each other:\n# [[relative]]\n# theme = {first}\n# to = {second}\n"
        ));
    }
    text
}

/// Themes as tables of a settings file.
pub(super) fn themes_text(themes: &[ThemeSpec]) -> String {
    let theme = |theme: &ThemeSpec| {
        let words: Vec<String> = theme.words.iter().map(|word| value(word)).collect();
        format!("\n[[theme]]\nname = {}\nwords = [{}]\n", value(&theme.name), words.join(", "))
    };
    themes.iter().map(theme).collect()
}

/// A string as TOML writes it.
fn value(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_proposal_is_a_settings_file() {
        let theme = |name: &str| ThemeSpec { name: name.into(), words: vec![name.into(), "rare \"earths\"".into()] };
        let columns = InputOptions { text: Some("body".into()), ..InputOptions::default() };
        let proposal = Proposal {
            title: "News\n[x]".into(),
            language: "en".into(),
            themes: vec![theme("critical minerals"), theme("trade")],
            columns,
            ..Proposal::default()
        };
        let config = Config::parse(&settings_text(&proposal), "test").unwrap();
        assert_eq!((config.title.as_deref(), config.input.text.as_deref()), (Some("News [x]"), Some("body")));
        assert_eq!(config.themes, proposal.themes);
        assert!(Config::parse(&settings_text(&Proposal::default()), "test").is_ok());
    }
}
