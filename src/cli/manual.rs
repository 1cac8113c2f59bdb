//! `driftline completions` and `driftline man`: what a shell and a manual know of the commands, made from the arguments
//! themselves, so that neither can be behind.

use super::args::Cli;
use super::print;
use crate::error::{Error, Result};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

pub const COMPLETIONS: &str = "Examples:
  driftline completions bash > ~/.local/share/bash-completion/completions/driftline
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
    let written = Man::new(command.clone()).render(&mut page);
    written.map_err(|cause| Error::Io { action: "write", path: "the manual".into(), cause })?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(())
}
