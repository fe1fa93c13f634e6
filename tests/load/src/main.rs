//! `load`: puts load on a `tsunagi` of its own and prints what it took. What it is stands in the crate's README.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use load::{Failure, Part, Plan, Soak, markdown, run, verdicts};

/// Measures a tsunagi server under signed LINE webhooks, and checks that nothing is lost or doubled.
#[derive(Parser)]
struct Arguments {
    /// What to measure; without a name, all but the soak.
    parts: Vec<Part>,
    /// The server's binary.
    #[arg(long, value_name = "FILE")]
    server: PathBuf,
    /// Where the data folder is made: decides the disk.
    #[arg(long, value_name = "DIR", default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
    /// Seconds of each load.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Customers who write.
    #[arg(long, default_value_t = 2_000)]
    customers: u32,
    /// Customers who write at once when as fast as possible.
    #[arg(long, default_value_t = 256)]
    at_once: u32,
    /// Minutes of steady load, instead of the other parts.
    #[arg(long, value_name = "MINUTES", conflicts_with = "parts")]
    soak: Option<f64>,
    /// Messages per second of the soak.
    #[arg(long, default_value_t = 500)]
    rate: u32,
    /// The server's port, and the vendor's is the next; any free ones without it.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Writes the figures to FILE.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn main() -> ExitCode {
    // One thread: the generator takes as little of the machine as it can.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let held = runtime.map_err(Failure::from).and_then(|runtime| runtime.block_on(measure(Arguments::parse())));
    match held {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("load: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(arguments: Arguments) -> Result<bool, Failure> {
    let soak = arguments.soak.map(|minutes| Soak { minutes, rate: arguments.rate });
    let parts = match (&soak, arguments.parts.is_empty()) {
        (Some(_), _) => Vec::new(),
        (None, true) => Part::ALL.to_vec(),
        (None, false) => arguments.parts,
    };
    let plan = Plan {
        parts,
        soak,
        server: arguments.server,
        folder: arguments.folder,
        seconds: arguments.seconds,
        customers: arguments.customers,
        at_once: arguments.at_once,
        port: arguments.port,
    };
    let figures = run(&plan).await?;
    print!("{}", markdown(&figures));
    if let Some(file) = arguments.json {
        let text = format!("{}\n", serde_json::to_string_pretty(&figures)?);
        std::fs::write(&file, text).map_err(|error| format!("writing {}: {error}", file.display()))?;
    }
    Ok(verdicts(&figures).iter().all(|verdict| verdict.holds))
}
