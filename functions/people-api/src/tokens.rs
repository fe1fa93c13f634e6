//! API tokens.

use app::people::{Identified, create_token, list_tokens, remove_token, require};
use app::{ApiError, JsonBody, Services};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::people::{Ability, CreatedToken, NewToken, Token};

pub(crate) async fn list(
    State(services): State<Services>,
    Identified(caller): Identified,
) -> Result<Json<Vec<Token>>, ApiError> {
    require(&caller, Ability::ManagePeople)?;
    Ok(Json(list_tokens(&services).await?))
}

pub(crate) async fn create(
    State(services): State<Services>,
    Identified(caller): Identified,
    JsonBody(new): JsonBody<NewToken>,
) -> Result<(StatusCode, Json<CreatedToken>), ApiError> {
    require(&caller, Ability::ManagePeople)?;
    let (token, secret) = create_token(&services, &new.name, new.role).await?;
    Ok((StatusCode::CREATED, Json(CreatedToken { token, secret })))
}

pub(crate) async fn remove(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    require(&caller, Ability::ManagePeople)?;
    let id = id.parse().map_err(|_| ApiError::not_found())?;
    remove_token(&services, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
