//! The `kocho` program: nothing but a call into the library, so that tests can use all of it.

fn main() -> std::process::ExitCode {
    kocho::run()
}
