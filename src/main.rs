//! The program: everything is in the library, see `driftline::cli`.

fn main() -> std::process::ExitCode {
    driftline::cli::main()
}
