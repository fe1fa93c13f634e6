//! The load generator against this binary, for some seconds: `cargo xtask bench local` does the same for longer.

use std::path::Path;

use ::load::{Part, Plan, Soak, markdown, run, verdicts};

fn plan(parts: &[Part], soak: Option<Soak>) -> Plan {
    Plan {
        parts: parts.to_vec(),
        soak,
        server: Path::new(env!("CARGO_BIN_EXE_tsunagi")).to_owned(),
        folder: std::env::temp_dir(),
        seconds: 1,
        customers: 10,
        at_once: 5,
        port: 0,
    }
}

#[tokio::test]
async fn what_is_sent_under_load_is_answered_once_and_read_back() {
    let soak = Soak { minutes: 0.05, rate: 50 };
    let figures = run(&plan(&[Part::Fast], Some(soak))).await.expect("the run ends well");
    let lost = verdicts(&figures).into_iter().find(|verdict| verdict.aim.starts_with("nothing lost"));
    assert!(lost.is_some_and(|verdict| verdict.holds), "{}", markdown(&figures));
    let fast = figures.loads.first().map_or(0, |load| load.messages);
    let soaked = figures.soak.map_or(0, |soak| soak.load.messages);
    assert_eq!(soaked, 150, "three seconds at fifty a second");
    assert_eq!(figures.checked.messages, 10 + fast + soaked, "greetings, the fast ones and the steady ones");
    assert!(fast >= 5 && figures.peak_bytes > 0);
}
