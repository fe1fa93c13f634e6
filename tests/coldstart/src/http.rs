//! As much of HTTP as two servers need that know their callers.

use std::io::{self, Read};

/// The head and the body of the next request; `None` when the caller hung up.
pub fn read_request(stream: &mut impl Read) -> io::Result<Option<(String, String)>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        if let Some(head_bytes) = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4) {
            let head = String::from_utf8_lossy(&bytes[..head_bytes]).into_owned();
            if bytes.len() >= head_bytes + body_bytes(&head) {
                return Ok(Some((head, String::from_utf8_lossy(&bytes[head_bytes..]).into_owned())));
            }
        }
        match stream.read(&mut chunk)? {
            0 => return Ok(None),
            count => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}

fn body_bytes(head: &str) -> usize {
    let lengths = head.lines().filter_map(|line| line.split_once(':'));
    let mut lengths = lengths.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    lengths.next().and_then(|(_, length)| length.trim().parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_whole_when_its_body_is() {
        let mut wire: &[u8] = b"POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
        let (head, body) = read_request(&mut wire).expect("it reads").expect("a request");
        assert!(head.starts_with("POST /x "));
        assert_eq!(body, "hello");
        let mut cut: &[u8] = b"POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel";
        assert_eq!(read_request(&mut cut).expect("it reads"), None);
    }
}
