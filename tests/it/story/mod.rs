//! The stories, one file a theme.

mod submission;
