//! `driftline completions` and `driftline man`: what a shell and a manual know of the commands, made from the arguments
//! themselves, so that neither can be behind.

use super::args::Cli;
use super::print;
use crate::error::{Error, Result};
use clap::builder::Resettable;
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

pub const COMPLETIONS: &str = "Examples:
  driftline completions bash \\
      > ~/.local/share/bash-completion/completions/driftline
  driftline completions zsh > ~/.zfunc/_driftline
  driftline completions fish > ~/.config/fish/completions/driftline.fish";

pub const MANUAL: &str = "Examples:
  driftline man | man -l -
  driftline man report > driftline-report.1
  driftline man themes suggest | man -l -";

#[derive(Args)]
pub struct CompletionArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

#[derive(Args)]
pub struct ManualArgs {
    /// A command, and the command below it [default: all of driftline]
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}

pub fn completions(args: &CompletionArgs) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "driftline", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(())
}

pub fn manual(args: &ManualArgs) -> Result<()> {
    let mut program = Cli::command();
    program.build();
    let mut command = &program;
    for name in &args.command {
        let names: Vec<&str> = command.get_subcommands().map(|command| command.get_name()).collect();
        let unknown = || {
            let commands = if names.is_empty() { "there is none below it".into() } else { names.join(", ") };
            Error::setting("man", format!("there is no command \"{name}\""), format!("commands: {commands}"))
        };
        command = command.find_subcommand(name).ok_or_else(unknown)?;
    }
    let mut page = Vec::new();
    let bare = command.clone().after_help(Resettable::Reset).after_long_help(Resettable::Reset);
    let written = Man::new(bare).render(&mut page);
    written.map_err(|cause| Error::Io { action: "write", path: "the manual".into(), cause })?;
    let more = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string);
    print(&(String::from_utf8_lossy(&page) + sections(&more.unwrap_or_default()).as_str()))?;
    Ok(())
}

/// What stands below the options, as sections of a manual page: lines that begin with blanks stay as they are, which a page
/// made for this by `clap_mangen` would fill and justify like prose.
fn sections(text: &str) -> String {
    let (mut page, mut current) = (String::new(), "");
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        let (section, paragraph) = match (paragraph.strip_prefix("Examples:\n"), paragraph.strip_prefix("Exit codes: "))
        {
            (Some(examples), _) => ("EXAMPLES", examples),
            (_, Some(codes)) => ("EXIT STATUS", codes),
            _ => ("NOTES", paragraph),
        };
        page.push_str(&if section == current { ".PP\n".to_owned() } else { format!(".SH \"{section}\"\n") });
        current = section;
        let is_laid_out = |line: &str| line.starts_with("  ");
        let lines: Vec<&str> = paragraph.lines().collect();
        for lines in lines.chunk_by(|one, other| is_laid_out(one) == is_laid_out(other)) {
            let told: String = lines.iter().map(|line| format!("{}\n", escaped(line))).collect();
            page.push_str(&if is_laid_out(lines[0]) { format!(".nf\n.in 0\n{told}.in\n.fi\n") } else { told });
        }
    }
    page
}

/// A line that troff shows as it stands.
fn escaped(line: &str) -> String {
    let mut told: String = if line.starts_with('.') { "\\&".into() } else { String::new() };
    for sign in line.chars() {
        match sign {
            '\\' => told.push_str("\\e"),
            '-' => told.push_str("\\-"),
            '\'' => told.push_str("\\(aq"),
            '`' => told.push_str("\\(ga"),
            '^' => told.push_str("\\(ha"),
            '~' => told.push_str("\\(ti"),
            other => told.push(other),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_stay_as_they_are_and_prose_is_filled() {
        let text = "What it does:\n  one   two\n\nMore.\n\nExamples:\n  do this \\\n      --now\n\nExit codes: 0 done";
        let expected = ".SH \"NOTES\"\nWhat it does:\n.nf\n.in 0\n  one   two\n.in\n.fi\n.PP\nMore.\n.SH \"EXAMPLES\"\n\
                        .nf\n.in 0\n  do this \\e\n      \\-\\-now\n.in\n.fi\n.SH \"EXIT STATUS\"\n0 done\n";
        assert_eq!(sections(text), expected);
        assert_eq!(escaped(".csv"), "\\&.csv");
        assert_eq!(escaped("find 'a b' ~/x"), "find \\(aqa b\\(aq \\(ti/x");
    }
}
