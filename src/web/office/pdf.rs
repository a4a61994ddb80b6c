//! What the office's papers share: figures with what they mean, and voices in their own words.

use kocho_pdf::Block;

use super::week::{FigureView, VoiceView};
use crate::staff::filters::waited_of;

/// Figures: name, number, meaning.
pub(super) fn figures(figures: &[FigureView]) -> Block {
    let pair =
        |figure: &FigureView| (figure.label.to_owned(), format!("{}{}　{}", figure.value, figure.unit, figure.meaning));
    Block::KeyValues(figures.iter().map(pair).collect())
}

/// Voices, each with its words and where it stands.
pub(super) fn voices(voices: &[VoiceView]) -> Vec<Block> {
    voices.iter().flat_map(voice).collect()
}

fn voice(voice: &VoiceView) -> Vec<Block> {
    let mut blocks = vec![Block::heading(3, &voice.heading)];
    if !voice.danger.is_empty() {
        let waits = voice
            .waiting_minutes
            .map_or_else(|| "引受け済み".to_owned(), |minutes| format!("{}経過、引受けなし", waited_of(minutes)));
        blocks.push(Block::paragraph(format!("{}　{waits}", voice.danger.join("　"))));
    }
    blocks.push(Block::quote(&voice.text));
    let flood = voice.flood.as_ref().map(|(_, letters)| format!("ほぼ同じ文面 {letters}通"));
    let parts = [
        voice.came(),
        voice.channel.clone(),
        voice.kind.clone(),
        voice.person.clone(),
        if voice.reply_wanted { "回答希望".to_owned() } else { String::new() },
        voice.status.to_owned(),
        voice.section.clone(),
        voice.number.clone(),
    ];
    let parts: Vec<String> = flood.into_iter().chain(parts).filter(|part| !part.is_empty()).collect();
    blocks.push(Block::small(parts.join("　")));
    blocks
}
