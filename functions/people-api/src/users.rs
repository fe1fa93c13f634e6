//! People.

use app::people::{Identified, change_user, create_user, list_users, require, to_wire};
use app::{ApiError, JsonBody, Services};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::people::{Ability, NewUser, User, UserChange};

pub(crate) async fn list(
    State(services): State<Services>,
    Identified(caller): Identified,
) -> Result<Json<Vec<User>>, ApiError> {
    require(&caller, Ability::ManagePeople)?;
    Ok(Json(list_users(&services).await?.iter().map(to_wire).collect()))
}

pub(crate) async fn create(
    State(services): State<Services>,
    Identified(caller): Identified,
    JsonBody(new): JsonBody<NewUser>,
) -> Result<(StatusCode, Json<User>), ApiError> {
    require(&caller, Ability::ManagePeople)?;
    Ok((StatusCode::CREATED, Json(to_wire(&create_user(&services, new).await?))))
}

pub(crate) async fn change(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    JsonBody(change): JsonBody<UserChange>,
) -> Result<Json<User>, ApiError> {
    require(&caller, Ability::ManagePeople)?;
    let id = id.parse().map_err(|_| ApiError::not_found())?;
    Ok(Json(to_wire(&change_user(&services, &id, change).await?)))
}
