//! Suggestions as lines of JSON. (Filled in next.)
