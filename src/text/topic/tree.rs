//! Which groups belong to one theme? The two nearest are joined again and again (average linkage), until few are left.

use super::matrix::alike;

/// For each group its theme; themes are numbered by their first group.
pub(super) fn themes(centres: &[Vec<f32>], sizes: &[usize]) -> Vec<usize> {
    let wanted = wanted(centres.len());
    let mut theme: Vec<Vec<usize>> = (0..centres.len()).map(|group| vec![group]).collect();
    while theme.len() > wanted {
        let Some((a, b)) = nearest_pair(&theme, centres, sizes) else { break };
        let joined = theme.remove(b);
        theme[a].extend(joined);
    }
    let mut themes = vec![0; centres.len()];
    theme.iter_mut().for_each(|groups| groups.sort_unstable());
    theme.sort();
    for (number, groups) in theme.iter().enumerate() {
        groups.iter().for_each(|group| themes[*group] = number);
    }
    themes
}

/// As many themes as one remembers.
fn wanted(groups: usize) -> usize {
    ((1.3 * (groups as f64).sqrt()) as usize).clamp(1, 9)
}

/// How alike two themes are: the mean over all pairs of their groups. Large themes grow less easily.
fn nearest_pair(theme: &[Vec<usize>], centres: &[Vec<f32>], sizes: &[usize]) -> Option<(usize, usize)> {
    let voices = |groups: &[usize]| groups.iter().map(|group| sizes[*group]).sum::<usize>();
    let all = voices(&(0..sizes.len()).collect::<Vec<_>>()) as f32;
    let mut best: Option<(f32, usize, usize)> = None;
    for a in 0..theme.len() {
        for b in a + 1..theme.len() {
            let pairs = theme[a].iter().flat_map(|left| theme[b].iter().map(move |right| (*left, *right)));
            let sum: f32 = pairs.map(|(left, right)| alike(&centres[left], &centres[right])).sum();
            let mean = sum / (theme[a].len() * theme[b].len()) as f32;
            let like = mean - (voices(&theme[a]) + voices(&theme[b])) as f32 / all;
            if best.is_none_or(|(most, ..)| like > most) {
                best = Some((like, a, b));
            }
        }
    }
    best.map(|(_, a, b)| (a, b))
}
