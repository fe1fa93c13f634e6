//! Prints the OpenAPI document; `cargo xtask codegen` keeps the checked-in copy equal to it.

fn main() {
    print!("{}", protocol::openapi_json());
}
