//! Who is asking: logins, tokens, roles.

mod abilities;
mod caller;
mod cookie;
mod password;
mod setup;
mod users;

pub use abilities::abilities;
pub use caller::{Caller, Identified, identify, require};
pub use cookie::{clear_cookie, session_cookie};
pub use password::{check_password, hash_password};
pub use setup::{make_setup_token, put_setup_token, take_setup_token};
pub use users::{
    change_own_password, change_user, create_token, create_user, csrf_token, end_login, has_owner, list_tokens,
    list_users, log_in, name_of, remove_token, to_wire,
};
