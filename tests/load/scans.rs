//! 30 photos of 12 megapixels: how long until they are slips, and how much memory does that take?

use std::time::Instant;

use anyhow::{Context, Result};
use kocho_domain::{
    access::{Actor, Office, Role, StaffActor},
    id::StaffId,
    paper::Grouping,
};
use kocho_service::{
    collection::{self, NewForm},
    scan,
    upload::Incoming,
};

use crate::{city, memory::memory, say};

/// So many photos, as large as a telephone takes them.
const PHOTOS: u32 = 30;
const SIZE: (u32, u32) = (4_000, 3_000);

/// Runs it.
///
/// # Errors
/// When a photo is not taken.
pub(crate) async fn run() -> Result<()> {
    let dir = city::fresh_folder("load-scans")?;
    let house = city::house_of(city::empty_database(&dir.join("kocho.sqlite3")).await?).await?;
    let office = Office { role: Role::HearingClerk, section: house.city().hearing()?.id };
    let desk = StaffActor { id: StaffId(1), name: "load".into(), offices: vec![office] };
    let cx = house.cx(Actor::Staff(desk));
    let form = NewForm {
        channel: "proposal_box".into(),
        place: "library".into(),
        collected_on: Some(cx.today()),
        collected_by: "load".into(),
        witness: "load".into(),
        found: Some(PHOTOS),
        kept_at: "load".into(),
        ..NewForm::default()
    };
    let key = collection::open(&cx, &form).await?;
    let photos: Vec<Vec<u8>> = (0..PHOTOS).map(photo).collect::<Result<_>>()?;
    let bytes: usize = photos.iter().map(Vec::len).sum();
    say!("{PHOTOS} photos, {} MB; before: {}", bytes / 1_000_000, memory(std::process::id())?);
    let begin = Instant::now();
    for (n, bytes) in photos.into_iter().enumerate() {
        scan::add(&cx, &key, Incoming { name: format!("{n}.jpg"), bytes }, Grouping::Each)
            .await
            .with_context(|| format!("photo {n}"))?;
    }
    say!("slips after {:.1} s; {} (asked: < 400 MB)", begin.elapsed().as_secs_f64(), memory(std::process::id())?);
    Ok(())
}

/// A grainy sheet of paper.
fn photo(n: u32) -> Result<Vec<u8>> {
    let mut seed = n.wrapping_mul(7_919).wrapping_add(1);
    let picture = image::RgbImage::from_fn(SIZE.0, SIZE.1, |_, _| {
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        let grain = 200 + u8::try_from((seed >> 16) % 40).unwrap_or(0);
        image::Rgb([grain, grain, grain - 20])
    });
    let mut bytes = Vec::new();
    picture.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 85))?;
    Ok(bytes)
}
