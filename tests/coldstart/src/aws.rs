//! DynamoDB as a starting function sees it: over TLS, with a certificate of our own, and always with the same answer.

use std::fs;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::http::read_request;

/// The key that signs visitors' tokens, which one function reads before it starts; all others look for nothing.
const TOKEN_KEY: &str = r#"{"Item":{"pk":{"S":"W#main#KEY"},"sk":{"S":"VISITOR"},"v":{"N":"1"},"b":{"B":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}}"#;

pub struct Aws {
    address: SocketAddr,
    /// What callers have to trust.
    pub certificate: String,
}

impl Aws {
    /// `folder` takes the key and the certificate.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let certificate = make_certificate(folder)?;
        let chain = CertificateDer::pem_slice_iter(certificate.as_bytes()).collect::<Result<_, _>>();
        let key = PrivateKeyDer::from_pem_file(folder.join(KEY)).map_err(io::Error::other)?;
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(chain.map_err(io::Error::other)?, key).map_err(io::Error::other)?;
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let config = config.clone();
                // A function that is ended in the middle of a call is no failure.
                std::thread::spawn(move || drop(answer(stream, config)));
            }
        });
        Ok(Self { address, certificate })
    }

    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }
}

const REQUEST: &str = "\
[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
CN = 127.0.0.1
[extensions]
basicConstraints = critical, CA:FALSE
subjectAltName = IP:127.0.0.1
";
const KEY: &str = "key.pem";

/// A certificate of this address that signs itself.
fn make_certificate(folder: &Path) -> io::Result<String> {
    let (request, made) = (folder.join("request.conf"), folder.join("certificate.pem"));
    fs::write(&request, REQUEST)?;
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    command.arg("-config").arg(&request).arg("-keyout").arg(folder.join(KEY)).arg("-out").arg(&made);
    let ran = command.output().map_err(|error| io::Error::other(format!("starting 'openssl': {error}")))?;
    match ran.status.success() {
        true => fs::read_to_string(made),
        false => Err(io::Error::other(format!("'openssl req': {}", String::from_utf8_lossy(&ran.stderr)))),
    }
}

fn answer(stream: TcpStream, config: Arc<ServerConfig>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    while let Some((_, body)) = read_request(&mut stream)? {
        let body = if body.contains("VISITOR") { TOKEN_KEY } else { "{}" };
        let length = body.len();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all((head + body).as_bytes())?;
        stream.flush()?;
    }
    Ok(())
}
