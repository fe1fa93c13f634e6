//! A front end speaks on the desk's socket: it says that it is there, and hears that it is heard.
//!
//! API Gateway takes no frame for a connection before its handshake is over, so the first one answers the front end's.

use protocol::desk_socket::DeskFrame;

/// What is answered, whatever was said.
pub fn handle() -> DeskFrame {
    DeskFrame::Hello { v: 1 }
}
