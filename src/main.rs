//! The `understage` program: hands the arguments to [`understage::cli`], which does the rest.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    understage::cli::run(std::env::args_os())
}
