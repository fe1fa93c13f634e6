//! `cargo xtask tidy`: house rules that a program can check.

use crate::args::{Args, Failure};
use crate::files::{self, File};
use crate::process;
use crate::workspace::Workspace;

pub const HELP: &str = "\
Usage: cargo xtask tidy

Checks the house rules (STYLE.md): documentation at the top of every Rust file, length of files, names of folders,
documented limits, no leftovers, no paths of one machine, lock files without addresses, 'cargo fmt'. Takes seconds.
";

const MAIN_LINES: usize = 30;
const FILE_LINES: usize = 1_000;

/// Files that may be longer: written by programs.
const MAY_BE_LONG: &[&str] = &["packages/api-client/src/schema.d.ts", "packages/flow-types/src/document.ts"];

/// Endings of what people write.
const SOURCES: &[&str] = &[".rs", ".ts", ".tsx", ".mjs", ".js", ".css", ".html"];

/// What git leaves where two changes met.
const CONFLICTS: &[&str] = &["<<<<<<< ", ">>>>>>> "];

pub fn run(workspace: &Workspace, args: Args) -> Result<(), Failure> {
    args.finish()?;
    check(workspace)
}

pub fn check(workspace: &Workspace) -> Result<(), Failure> {
    let files = files::texts(workspace)?;
    let problems: Vec<String> = files.iter().flat_map(of_one_file).chain(crates(&files)).collect();
    for problem in &problems {
        println!("{problem}");
    }
    // On a person's machine it is about to be committed; in CI it was forgotten.
    if std::env::var_os("CI").is_some() {
        process::run(&mut workspace.command("git", &["diff", "--quiet", "--", "Cargo.lock"]))
            .map_err(|_| Failure::failed("Cargo.lock is not what cargo makes of the manifests: commit it"))?;
    }
    let laid_out = process::run(&mut workspace.cargo(&["fmt", "--all", "--", "--check", "-l"]));
    if !problems.is_empty() {
        return Err(Failure::failed(format!("{} problems", problems.len())));
    }
    laid_out.map_err(|_| Failure::failed("the files above are not laid out by 'cargo fmt'"))
}

fn of_one_file(file: &File) -> Vec<String> {
    let mut problems = Vec::new();
    let is_source = SOURCES.iter().any(|ending| file.path.ends_with(ending));
    if file.path.ends_with(".rs") && !has_doc(file) {
        problems.push(format!("{}: begins without a line of '//!' that says what it is", file.path));
    }
    let lines = file.text.lines().count();
    if is_source && lines > FILE_LINES && !MAY_BE_LONG.contains(&file.path.as_str()) {
        problems.push(format!("{}: {lines} lines, at most {FILE_LINES}", file.path));
    }
    if file.path.starts_with("functions/") && file.path.ends_with("/src/main.rs") && lines >= MAIN_LINES {
        problems.push(format!("{}: {lines} lines; a function's main stays under {MAIN_LINES}", file.path));
    }
    if file.path == "crates/limits/src/lib.rs" {
        problems.extend(undocumented_limits(file));
    }
    problems.extend(words(file, is_source));
    problems
}

fn has_doc(file: &File) -> bool {
    file.text.starts_with("//!") || file.path.ends_with("/lib.rs") && file.text.starts_with("#![doc = include_str!(")
}

/// Words that no line may have.
fn words(file: &File, is_source: bool) -> Vec<String> {
    // Put together, so that this file is not among those that it finds.
    let here = concat!("/wo", "rk/");
    let leftovers = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!(")];
    let mut problems = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        let mut tell = |what: String| problems.push(format!("{}:{}: {what}", file.path, at + 1));
        if has_path(line, here) {
            tell(format!("'{here}' is a path of one machine"));
        }
        if is_source && let Some(word) = leftovers.iter().find(|word| line.contains(**word)) {
            tell(format!("'{word}': do it, or file it as an issue"));
        }
        if file.path.ends_with("package-lock.json") && line.contains("\"resolved\": \"http") {
            tell("an address in the lock file binds every machine to one registry".to_owned());
        }
        if CONFLICTS.iter().any(|mark| line.starts_with(mark)) {
            tell("a merge ended here and was not finished".to_owned());
        }
        let index = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        if file.path.ends_with("Cargo.lock") && line.starts_with("source = ") && line != index {
            tell("crates come from crates.io and nowhere else".to_owned());
        }
    }
    problems
}

/// Whether a path begins with `folder`, as opposed to passing through one of that name.
fn has_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-/}*".contains(c))
    })
}

fn undocumented_limits(file: &File) -> Vec<String> {
    let mut problems = Vec::new();
    let mut before = "";
    for (at, line) in file.text.lines().enumerate() {
        if line.starts_with("pub const") && !before.starts_with("///") {
            problems.push(format!("{}:{}: a limit says where it comes from, in '///' above it", file.path, at + 1));
        }
        before = line;
    }
    problems
}

/// Every crate is called as its folder and says what it is.
fn crates(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files {
        let Some(folder) = file.path.strip_suffix("/Cargo.toml") else {
            continue;
        };
        let name = folder.rsplit('/').next().unwrap_or(folder);
        if !file.text.lines().any(|line| line == format!("name = \"{name}\"")) {
            problems.push(format!("{}: a package is called as its folder, '{name}'", file.path));
        }
        let has = |path: &str| files.iter().find(|other| other.path == format!("{folder}/{path}"));
        let documented = has("README.md").is_some()
            || ["src/lib.rs", "src/main.rs"].iter().any(|root| has(root).is_some_and(has_doc));
        if !documented {
            problems.push(format!("{folder}: has neither a README nor documentation at the top of its lib.rs"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    #[track_caller]
    fn check(path: &str, text: &str, wanted: &[&str]) {
        let problems = of_one_file(&file(path, text));
        assert_eq!(problems.len(), wanted.len(), "{problems:#?}");
        for (problem, wanted) in problems.iter().zip(wanted) {
            assert!(problem.contains(wanted), "{problem} should tell of {wanted}");
        }
    }

    #[test]
    fn rust_files_begin_with_what_they_are() {
        check("crates/a/src/a.rs", "//! A.\n", &[]);
        check("crates/a/src/a.rs", "use b;\n", &["begins without"]);
        check("crates/a/src/lib.rs", "#![doc = include_str!(\"../README.md\")]\n", &[]);
        check("crates/a/src/a.rs", "#![doc = include_str!(\"../README.md\")]\n", &["begins without"]);
        check("home/src/a.ts", "const a = 1;\n", &[]);
    }

    #[test]
    fn long_files() {
        check("home/src/a.ts", &"x\n".repeat(1_000), &[]);
        check("home/src/a.ts", &"x\n".repeat(1_001), &["1001 lines"]);
        check("package-lock.json", &"x\n".repeat(1_001), &[]);
        check(MAY_BE_LONG[0], &"x\n".repeat(1_001), &[]);
        check("functions/f/src/main.rs", &format!("//! F.\n{}", "x\n".repeat(28)), &[]);
        check("functions/f/src/main.rs", &format!("//! F.\n{}", "x\n".repeat(29)), &["stays under 30"]);
    }

    #[test]
    fn leftovers_and_paths() {
        check("a.css", concat!("/* TO", "DO later */"), &["a.css:1"]);
        check("a.md", concat!("a TO", "DO list is a product's word"), &[]);
        check("a.md", concat!("see /wo", "rk/main"), &["path of one machine"]);
        check("a.md", "ours\n<<<<<<< HEAD\nx\n", &["a.md:2: a merge"]);
        check("a.md", concat!("x/wo", "rk/main https://a.example/wo", "rk/"), &[]);
    }

    #[test]
    fn lock_files_name_no_registry() {
        check("package-lock.json", "      \"resolved\": \"packages/ui\",", &[]);
        check("package-lock.json", "      \"resolved\": \"https://r.example/x.tgz\",", &["binds every machine"]);
        check("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"", &[]);
        check("Cargo.lock", "source = \"sparse+https://r.example/\"", &["nowhere else"]);
    }

    #[test]
    fn limits_are_documented() {
        check("crates/limits/src/lib.rs", "//! L.\n/// Why.\npub const A: u8 = 1;\n", &[]);
        check("crates/limits/src/lib.rs", "//! L.\n\npub const A: u8 = 1;\n", &["lib.rs:3"]);
    }

    #[test]
    fn crates_are_called_as_their_folders() {
        let good = [file("crates/a/Cargo.toml", "name = \"a\"\n"), file("crates/a/README.md", "A.")];
        assert_eq!(crates(&good), [""; 0]);
        let bad = [file("crates/a/Cargo.toml", "name = \"b\"\n"), file("crates/a/src/lib.rs", "use b;")];
        assert_eq!(crates(&bad).len(), 2);
    }
}
