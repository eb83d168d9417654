fn main() -> std::process::ExitCode {
    memlens::lsp::run()
}
