//! Pages and forms: axum handlers, askama pages, validator forms. Asks the service floor; knows no SQL.

mod assets;
mod filters;
mod frame;
mod office;
mod page;
mod public;
mod staff;
mod texts;
mod urls;
