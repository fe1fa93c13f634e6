//! Random bytes of the operating system.

use ports::Ids;

pub struct OsRandom;

impl OsRandom {
    fn fill<const N: usize>() -> [u8; N] {
        let mut bytes = [0; N];
        // Without randomness no secret and no id may be made: stopping is the only safe answer.
        if let Err(error) = getrandom::fill(&mut bytes) {
            eprintln!("the operating system gives no random bytes: {error}");
            std::process::abort();
        }
        bytes
    }
}

impl Ids for OsRandom {
    fn random(&self) -> [u8; 10] {
        Self::fill()
    }

    fn secret(&self) -> [u8; 32] {
        Self::fill()
    }
}
