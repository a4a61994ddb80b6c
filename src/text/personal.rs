//! (to come)
pub(crate) const fn is_dash(c: char) -> bool { matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | '─' | 'ｰ' | 'ｰ' | '〜' | '~') }
