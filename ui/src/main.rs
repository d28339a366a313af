//! The WebAssembly entry point: readable panics, then the window.

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(purser_ui::app::App);
}
