//! Who is asking: logins, tokens, roles.

mod abilities;
mod caller;
mod cookie;
mod password;
mod sessions;
mod setup;
mod tokens;
mod users;

pub use abilities::abilities;
pub use caller::{Caller, Credential, Identified, identify, require};
pub use cookie::{clear_cookie, session_cookie};
pub use password::{check_password, hash_password};
pub use sessions::{change_own_password, csrf_token, end_login, log_in};
pub use setup::{make_setup_token, put_setup_token, take_setup_token};
pub use tokens::{create_token, list_tokens, remove_token};
pub use users::{change_user, create_user, has_owner, list_users, name_of, to_wire};
