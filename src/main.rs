//! The `understage` program: hands the arguments to [`understage::cli`], which does the rest.

use std::process::ExitCode;

fn main() -> ExitCode {
    understage::cli::run(std::env::args_os())
}
