//! The owner's set-up, logging in and out, and who one is.

use app::people::{
    Caller, Identified, abilities, change_own_password, clear_cookie, create_user, csrf_token, end_login, has_owner,
    log_in, put_setup_token, session_cookie, take_setup_token, to_wire,
};
use app::records::PersonRecord;
use app::{ApiError, JsonBody, Services};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::people::{Ability, LoginRequest, Me, NewUser, PasswordChange, Role, SetupRequest, SetupState, User};

pub(crate) async fn setup_state(State(services): State<Services>) -> Result<Json<SetupState>, ApiError> {
    Ok(Json(SetupState { needed: !has_owner(&services).await? }))
}

pub(crate) async fn setup(
    State(services): State<Services>,
    JsonBody(request): JsonBody<SetupRequest>,
) -> Result<Response, ApiError> {
    if has_owner(&services).await? {
        return Err(ApiError::conflict("setup_done"));
    }
    let SetupRequest { email, name, password, token } = request;
    take_setup_token(&services, &token).await?;
    let new = NewUser { email: email.clone(), name, role: Role::Owner, password: password.clone() };
    if let Err(error) = create_user(&services, new).await {
        // A typo must not cost the link.
        put_setup_token(&services, &token).await?;
        return Err(error);
    }
    let (person, secret) = log_in(&services, &email, password).await?;
    Ok(logged_in(&services, &person, &secret))
}

pub(crate) async fn login(
    State(services): State<Services>,
    JsonBody(request): JsonBody<LoginRequest>,
) -> Result<Response, ApiError> {
    let (person, secret) = log_in(&services, &request.email, request.password).await?;
    Ok(logged_in(&services, &person, &secret))
}

fn logged_in(services: &Services, person: &PersonRecord, secret: &str) -> Response {
    let me = me_of(services, to_wire(person), Some(csrf_token(secret)));
    ([(header::SET_COOKIE, session_cookie(services, secret))], Json(me)).into_response()
}

pub(crate) async fn logout(State(services): State<Services>, headers: HeaderMap) -> Result<Response, ApiError> {
    end_login(&services, &headers).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, clear_cookie())]).into_response())
}

pub(crate) async fn me(State(services): State<Services>, Identified(caller): Identified) -> Json<Me> {
    let Caller { user, name, email, role, csrf_token } = caller;
    let user = User { id: user.to_string(), email, name, role, disabled: false };
    Json(me_of(&services, user, csrf_token))
}

pub(crate) async fn change_password(
    State(services): State<Services>,
    Identified(caller): Identified,
    JsonBody(change): JsonBody<PasswordChange>,
) -> Result<Response, ApiError> {
    let (person, secret) = change_own_password(&services, &caller, change).await?;
    Ok(logged_in(&services, &person, &secret))
}

fn me_of(services: &Services, user: User, csrf_token: Option<String>) -> Me {
    let has = |ability: &Ability| *ability != Ability::UseSimulator || services.config.simulator;
    let abilities = abilities(user.role).iter().copied().filter(has).collect();
    Me { user, workspace: services.workspace().to_string(), abilities, csrf_token }
}
