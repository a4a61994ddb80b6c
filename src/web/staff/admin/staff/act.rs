//! The doors of staff administration: listing, registering, changing, roles, new passwords.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{
    access::{Permission, Role},
    id::{SectionId, StaffId},
};
use kocho_service::{
    Cx, Error,
    admin::staff::{self, NewRole, NewStaff, StaffView},
};
use serde::Deserialize;
use validator::Validate;

use super::{RoleEndForm, RoleForm, RoleRow, StaffEditPage, StaffForm, StaffListPage, StaffPasswordPage, StaffRow};
use crate::{
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        admin::{day_of, found, section::choices},
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let manage = Access::Staff(Permission::StaffManage);
    let one = format!("{}/{{id}}", urls::STAFF);
    let (roles, password) = (format!("{one}/roles"), format!("{one}/password"));
    Routes::new(state)
        .get(urls::STAFF, manage, list)
        .post(urls::STAFF, manage, post_new)
        .get(urls::STAFF_NEW, manage, new)
        .get(one.clone(), manage, edit)
        .post(one, manage, post_edit)
        .post(format!("{roles}/{{role}}/end"), manage, post_role_end)
        .post(roles, manage, post_role)
        .get(password.clone(), manage, password_page)
        .post(password, manage, post_password)
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct StaffQuery {
    /// Part of a name or login.
    q: String,
    /// Section id.
    section: String,
}

impl StaffQuery {
    fn fits(&self, person: &StaffView) -> bool {
        let words = self.q.trim().to_lowercase();
        let named = words.is_empty() || person.name.to_lowercase().contains(&words) || person.login.contains(&words);
        let works = person.roles.iter().any(|role| role.current && role.section.to_string() == self.section);
        named && (self.section.is_empty() || works)
    }
}

async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<StaffQuery>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let people = staff::list(&cx).await?;
    let page = StaffListPage {
        frame: signed.frame(&state),
        rows: people.iter().filter(|person| query.fits(person)).map(StaffRow::of).collect(),
        sections: choices(&cx, &query.section, |section| section.in_force(cx.today())),
        q: query.q,
    };
    Ok(Page::ok(page).into_response())
}

async fn new(State(state): State<AppState>, signed: Signed) -> Response {
    Page::ok(blank(&state, &signed, StaffForm::default())).into_response()
}

/// Registers a person; the drawn password is on the answer and nowhere else.
async fn post_new(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<StaffForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let new = NewStaff { login: form.login.clone(), name: form.name.clone(), mail: form.mail.clone(), demo: false };
    let mut errors = form.validate().err().map(Errors::from).unwrap_or_default();
    for (field, sentence) in staff::mistakes(&new) {
        errors.add(field, sentence.trim_end_matches('。'));
    }
    // Who holds no role could sign in and see nothing.
    let role = RoleForm {
        role: form.role.clone(),
        section: form.section.clone(),
        from: cx.today().to_string(),
        until: String::new(),
    };
    let first = read_role(&role, &mut errors);
    if errors.is_empty() {
        match staff::add(&cx, new, first).await {
            Ok((id, password)) => return shown_once(&state, &signed, id, password).await,
            Err(Error::Invalid(fields)) => errors = found(fields),
            Err(error) => return Err(error.into()),
        }
    }
    let page = StaffEditPage { errors, ..blank(&state, &signed, form) };
    Ok(Page::invalid(page).into_response())
}

async fn edit(State(state): State<AppState>, signed: Signed, Path(id): Path<i64>) -> Result<Response, AppError> {
    Ok(Page::ok(page(&state, &signed, StaffId(id)).await?).into_response())
}

async fn post_edit(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(form): Form<StaffForm>,
) -> Result<Response, AppError> {
    let id = StaffId(id);
    match staff::edit(&signed.cx(&state), id, &form.name, &form.mail, form.active == "on").await {
        Ok(()) => Ok(guard::go_with(&state, &urls::staff(id.0), "success", "保存しました。")),
        Err(Error::Invalid(fields)) => {
            let page = page(&state, &signed, id).await?;
            let form = StaffForm { login: page.form.login.clone(), ..form };
            Ok(Page::invalid(StaffEditPage { form, errors: found(fields), ..page }).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn post_role(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(form): Form<RoleForm>,
) -> Result<Response, AppError> {
    let id = StaffId(id);
    let mut errors = form.validate().err().map(Errors::from).unwrap_or_default();
    if let Some(role) = read_role(&form, &mut errors) {
        match staff::add_role(&signed.cx(&state), id, role).await {
            Ok(()) => return Ok(guard::go_with(&state, &urls::staff(id.0), "success", "役割を加えました。")),
            Err(Error::Invalid(fields)) => errors = found(fields),
            Err(error) => return Err(error.into()),
        }
    }
    let page = page(&state, &signed, id).await?;
    let (role_choices, section_choices) = (roles(&form.role), open_sections(&signed.cx(&state), &form.section));
    let page = StaffEditPage { role_form: form, role_choices, section_choices, role_errors: errors, ..page };
    Ok(Page::invalid(page).into_response())
}

async fn post_role_end(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, role)): Path<(i64, String)>,
    Form(form): Form<RoleEndForm>,
) -> Result<Response, AppError> {
    let id = StaffId(id);
    let until = form.until.trim().parse().map_err(|_| Error::field("until", "最後の日を入力してください。"));
    let ended = match until {
        Ok(until) => staff::end_role(&signed.cx(&state), id, &role, until).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => Ok(guard::go_with(&state, &urls::staff(id.0), "success", "役割の最後の日を決めました。")),
        Err(Error::Invalid(fields)) => {
            let end_error = fields.into_values().collect::<Vec<_>>().join("");
            let page = StaffEditPage { end_error, ..page(&state, &signed, id).await? };
            Ok(Page::invalid(page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn password_page(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    let person = staff::show(&signed.cx(&state), StaffId(id)).await?;
    Ok(Page::ok(password_of(&state, &signed, person, None)).into_response())
}

async fn post_password(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, AppError> {
    let password = staff::reset_password(&signed.cx(&state), StaffId(id)).await?;
    shown_once(&state, &signed, StaffId(id), password).await
}

async fn shown_once(state: &AppState, signed: &Signed, id: StaffId, password: String) -> Result<Response, AppError> {
    let person = staff::show(&signed.cx(state), id).await?;
    Ok(Page::ok(password_of(state, signed, person, Some(password))).into_response())
}

fn password_of(state: &AppState, signed: &Signed, person: StaffView, password: Option<String>) -> StaffPasswordPage {
    StaffPasswordPage {
        frame: signed.frame(state),
        name: person.name,
        login: person.login,
        url: urls::staff_password(person.id.0),
        password,
        back: urls::staff(person.id.0),
    }
}

/// The page of a person who is not registered yet.
fn blank(state: &AppState, signed: &Signed, form: StaffForm) -> StaffEditPage {
    StaffEditPage {
        frame: signed.frame(state),
        url: urls::STAFF.to_owned(),
        new: true,
        roles: Vec::new(),
        role_url: String::new(),
        role_form: RoleForm::default(),
        role_choices: roles(&form.role),
        section_choices: open_sections(&signed.cx(state), &form.section),
        password_url: String::new(),
        form,
        errors: Errors::default(),
        role_errors: Errors::default(),
        end_error: String::new(),
    }
}

/// The page of a person as stored.
async fn page(state: &AppState, signed: &Signed, id: StaffId) -> Result<StaffEditPage, AppError> {
    let cx = signed.cx(state);
    let person = staff::show(&cx, id).await?;
    let ends_at = |role: &staff::RoleView| {
        let ahead = role.until.is_none_or(|until| until >= cx.today());
        ahead.then(|| urls::staff_role_end(id.0, &role.key))
    };
    let form = StaffForm {
        name: person.name,
        login: person.login,
        mail: person.mail,
        active: if person.active { "on".into() } else { String::new() },
        ..StaffForm::default()
    };
    Ok(StaffEditPage {
        url: urls::staff(id.0),
        new: false,
        roles: person
            .roles
            .into_iter()
            .map(|role| (ends_at(&role), role))
            .map(|(at, role)| RoleRow::of(role, at))
            .collect(),
        role_url: urls::staff_role(id.0),
        role_form: RoleForm { from: cx.today().to_string(), ..RoleForm::default() },
        password_url: urls::staff_password(id.0),
        ..blank(state, signed, form)
    })
}

/// A role as typed; mistakes are noted beside their fields.
fn read_role(form: &RoleForm, errors: &mut Errors) -> Option<NewRole> {
    let role = Role::parse(&form.role);
    let section = form.section.parse().ok().map(SectionId);
    if role.is_none() {
        errors.add("role", "役割を選んでください");
    }
    if section.is_none() {
        errors.add("section", "課を選んでください");
    }
    let from = day_of(errors, "from", &form.from);
    let until = day_of(errors, "until", &form.until);
    if !errors.is_empty() {
        return None;
    }
    Some(NewRole { role: role?, section: section?, from: from?, until })
}

fn roles(chosen: &str) -> Vec<Choice> {
    let choice = |role: Role| Choice { chosen: role.code() == chosen, ..Choice::new(role.code(), role.label()) };
    Role::ALL.map(choice).to_vec()
}

fn open_sections(cx: &Cx, chosen: &str) -> Vec<Choice> {
    choices(cx, chosen, |section| section.valid_until.is_none_or(|until| until >= cx.today()))
}

#[cfg(test)]
mod tests {
    use super::{Errors, RoleForm, read_role};

    #[test]
    fn each_mistake_of_a_role_stands_beside_its_field() {
        let mut errors = Errors::default();
        let form = RoleForm { role: "emperor".into(), from: "きのう".into(), ..RoleForm::default() };
        assert!(read_role(&form, &mut errors).is_none());
        assert!(["role", "section", "from"].into_iter().all(|field| errors.has(field)));
    }
}
